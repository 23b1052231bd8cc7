import { describe, expect, it } from '@jest/globals';
import { decodeCursor, parseOrgId, toPosition, type CursorWalk, type Micros } from '@activity-log/activity';
import { linkHeader } from './link-header.js';
import { listMeta, type FoundPage } from './list-meta.js';
import type { PagePlan, PageScope } from './plan-page.js';

const secret = 'a secret of thirty-two characters';
const scope: PageScope = { org: parseOrgId('acme')!, route: 'by-customer', params: { audience: 'staff' } };
const entry = (occurred: bigint, position: bigint): FoundPage['entries'][number] => ({
  occurredMicros: occurred as Micros,
  position: toPosition(position),
});
const older: CursorWalk = { kind: 'older', occurredAt: 5n as Micros, position: toPosition(3n), upTo: toPosition(9n) };

function walks(start: PagePlan['start'], found: Partial<FoundPage>): { next: unknown; prev: unknown } {
  const all: FoundPage = { entries: [], hasMore: false, head: toPosition(12n), total: 0n, ...found };
  const meta = listMeta(scope, { plan: { page: 1, size: 2, start }, found: all, secret });
  const walkOf = (cursor: string | null): unknown => cursor && decodeCursor(cursor, secret)?.walk;
  return { next: walkOf(meta.next_cursor), prev: walkOf(meta.prev_cursor) };
}

describe('the meta of a page', () => {
  it('counts pages up', () => {
    const plan: PagePlan = { page: 2, size: 2, start: { kind: 'page', page: 2 } };
    const found = { entries: [], hasMore: false, head: toPosition(12n), total: 5n };
    expect(listMeta(scope, { plan, found, secret })).toMatchObject({ total: 5, page: 2, per_page: 2, total_pages: 3 });
  });

  it('begins a walk at the head that the first page saw', () => {
    expect(walks({ kind: 'page', page: 1 }, { entries: [entry(8n, 11n), entry(7n, 4n)], hasMore: true })).toEqual({
      next: { kind: 'older', occurredAt: 7n, position: 4n, upTo: 12n },
      prev: { kind: 'newer', since: 12n },
    });
  });

  it('keeps the beginning of the walk on older pages', () => {
    expect(walks(older, { entries: [entry(4n, 2n)], hasMore: true })).toEqual({
      next: { kind: 'older', occurredAt: 4n, position: 2n, upTo: 9n },
      prev: { kind: 'newer', since: 9n },
    });
  });

  it('has a way to what is new on an empty page too', () => {
    expect(walks({ kind: 'page', page: 1 }, {})).toEqual({ next: null, prev: { kind: 'newer', since: 12n } });
  });

  it('goes on behind the last new entry while there is more, and behind the head when there is none', () => {
    const start: CursorWalk = { kind: 'newer', since: toPosition(9n) };
    expect(walks(start, { entries: [entry(1n, 10n)], hasMore: true })).toEqual({
      next: null,
      prev: { kind: 'newer', since: 10n },
    });
    expect(walks(start, { entries: [entry(1n, 10n)] })).toEqual({ next: null, prev: { kind: 'newer', since: 12n } });
  });

  it('goes on where a bounded read stopped, in both directions', () => {
    const stoppedAt = entry(2n, 1n);
    expect(walks({ kind: 'page', page: 1 }, { entries: [entry(8n, 11n)], hasMore: true, stoppedAt }).next).toEqual({
      kind: 'older',
      occurredAt: 2n,
      position: 1n,
      upTo: 12n,
    });
    const start: CursorWalk = { kind: 'newer', since: toPosition(3n) };
    expect(walks(start, { entries: [entry(1n, 4n)], hasMore: true, lookedUpTo: toPosition(7n) }).prev).toEqual({
      kind: 'newer',
      since: 7n,
    });
  });

  it('says on a page of what is new whether it reaches the present, and on no other page', () => {
    const more = { entries: [], hasMore: true, head: toPosition(12n), total: 0n, lookedUpTo: toPosition(7n) };
    const metaOf = (start: PagePlan['start'], hasMore: boolean) =>
      listMeta(scope, { plan: { page: 1, size: 2, start }, found: { ...more, hasMore }, secret });
    const newer: CursorWalk = { kind: 'newer', since: toPosition(3n) };
    expect(metaOf(newer, true)).toMatchObject({ has_more: true });
    expect(metaOf(newer, false)).not.toHaveProperty('has_more');
    expect(metaOf({ kind: 'page', page: 1 }, true)).not.toHaveProperty('has_more');
  });

  it('says so when its total is a lower bound', () => {
    const plan: PagePlan = { page: 1, size: 2, start: { kind: 'page', page: 1 } };
    const found = { entries: [], hasMore: false, head: toPosition(1n), total: 5n };
    expect(listMeta(scope, { plan, found: { ...found, exact: false }, secret })).toMatchObject({ total_exact: false });
    expect(listMeta(scope, { plan, found: { ...found, exact: true }, secret })).not.toHaveProperty('total_exact');
  });

  it('is repeated in the Link header, whose addresses cannot be broken out of', () => {
    const meta = { total: 1, page: 1, per_page: 1, total_pages: 1, next_cursor: 'N', prev_cursor: 'P' };
    expect(linkHeader('/crm/activity/by-customer/contact/a>b?page=1', meta)).toBe(
      '</crm/activity/by-customer/contact/a%3Eb?cursor=N>; rel="next", </crm/activity/by-customer/contact/a%3Eb?cursor=P>; rel="prev"',
    );
    expect(linkHeader('/x', { ...meta, next_cursor: null })).toBe('</x?cursor=P>; rel="prev"');
  });
});

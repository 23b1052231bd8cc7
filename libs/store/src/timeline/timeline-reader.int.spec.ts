import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseOrgId, type OrgId, type Position, type Subject } from '@activity-log/activity';
import { anActivity } from '@activity-log/testing';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { createStoreUnderTest, type StoreUnderTest } from '../store-under-test.spec.js';
import type { TimelineOwner } from '../timeline-key.js';
import { TimelineReader, type TimelinePage } from './timeline-reader.js';
import type { TimelineEntry, TimelineRequest } from './timeline-request.js';

let store: StoreUnderTest;
let readerSource: DataSource;
let reader: TimelineReader;

beforeAll(async () => {
  store = await createStoreUnderTest();
  readerSource = await store.open('activity_reader');
  reader = new TimelineReader(readerSource);
});

afterAll(() => store.close());

const contact = (ownerId: string) => ({ datatype: 'contact', ownerId });
const deal = { datatype: 'deal', ownerId: 'c' };
const second = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString();

function request(org: string, overrides: Partial<TimelineRequest> = {}): TimelineRequest {
  return { org: parseOrgId(org)!, owner: contact('c'), audience: 'staff', limit: 3, ...overrides };
}

/** Whether a subject's timeline is the owner's or goes into it. */
const isOf = (owner: TimelineOwner, subject: Subject): boolean =>
  owner.ownerId === undefined
    ? ['contact', 'lead'].includes(subject.datatype) && subject.datatype === (owner.datatype ?? subject.datatype)
    : owner.datatype === subject.datatype && owner.ownerId === subject.ownerId;

/** Follows older pages from a first page to the end. */
async function walkOlder(
  query: TimelineRequest,
  betweenPages: () => Promise<void> = () => Promise.resolve(),
): Promise<{ entries: TimelineEntry[]; began: Position }> {
  let page: TimelinePage = await reader.page(query, { kind: 'page', page: 1 });
  const began = page.head;
  const entries = [...page.entries];
  while (page.hasMore) {
    await betweenPages();
    const last = entries.at(-1)!;
    page = await reader.page(query, { kind: 'older', ...last, upTo: began });
    entries.push(...page.entries);
  }
  return { entries, began };
}

/** Follows newer pages until there is nothing more. */
async function walkNewer(query: TimelineRequest, began: Position, by = reader): Promise<TimelineEntry[]> {
  const entries: TimelineEntry[] = [];
  for (let since = began; ;) {
    const page = await by.page(query, { kind: 'newer', since });
    entries.push(...page.entries);
    if (!page.hasMore) return entries;
    expect(page.lookedUpTo).toBeGreaterThan(since);
    since = page.lookedUpTo;
  }
}

describe('a page of a timeline', () => {
  it('is newest first, and of equal timestamps the later recorded is first', async () => {
    await store.log.append(
      [5, 9, 5, 1].map((n) => anActivity({ org: 'order', occurredAt: second(n), subjects: [contact('c')] })),
    );
    const page = await reader.page(request('order', { limit: 10 }), { kind: 'page', page: 1 });
    expect(page.entries.map(({ position }) => position)).toEqual([2n, 3n, 1n, 4n]);
    expect(page).toMatchObject({ hasMore: false, head: 4n, total: 4n });
  });

  it('finds a customer under its id, its datatype and among all customers, once each', async () => {
    const subjects = [contact('a'), contact('b'), { datatype: 'ticket', ownerId: 'T' }] as const;
    await store.log.append([anActivity({ org: 'owners', type: 'note_added', subjects: [...subjects] })]);
    for (const owner of [
      contact('a'),
      contact('b'),
      { datatype: 'contact' },
      {},
      { datatype: 'ticket', ownerId: 'T' },
    ]) {
      const page = await reader.page(request('owners', { owner }), { kind: 'page', page: 1 });
      expect(page).toMatchObject({ total: 1n, entries: [{ position: 1n }] });
    }
    for (const owner of [contact('c'), { datatype: 'lead' }]) {
      const page = await reader.page(request('owners', { owner }), { kind: 'page', page: 1 });
      expect(page).toMatchObject({ total: 0n, entries: [], head: 1n });
    }
  });

  it('shows a customer what customers may see and counts only that', async () => {
    await store.log.append(
      ['note_added', 'email_sent', 'note_added', 'form_submitted'].map((type, n) =>
        anActivity({ org: 'audience', type, occurredAt: second(n), subjects: [contact('c')] }),
      ),
    );
    const page = await reader.page(request('audience', { audience: 'customer' }), { kind: 'page', page: 1 });
    expect(page.entries.map(({ type }) => type)).toEqual(['form_submitted', 'email_sent']);
    expect(page.total).toBe(2n);
  });

  it('is the stored text, byte for byte', async () => {
    const activities = ['Ünïcode "quoted" \\ 🎉', 'of\nsome\r\nlines\u2028{"a"}', '\n'].map((summary, n) =>
      anActivity({ org: 'bytes', summary, subjects: [contact('c')], occurredAt: second(9 - n) }),
    );
    await store.log.append(activities);
    const page = await reader.page(request('bytes'), { kind: 'page', page: 1 });
    expect(page.entries.map(({ wire }) => wire)).toEqual(activities.map(({ wire }) => wire));
  });
});

describe('a walk', () => {
  it('to older entries and then to newer ones sees each entry once, whatever is recorded meanwhile', async () => {
    const write = (n: number) =>
      store.log.append([anActivity({ org: 'walk', occurredAt: second(n), subjects: [contact('c')] })]);
    for (let n = 0; n < 20; n += 1) await write(n % 7);
    let late = 0;
    const query = request('walk');
    const { entries, began } = await walkOlder(query, async () => {
      // One new, one older than everything, one with a timestamp that the walk has passed or will pass.
      await write(1_000 + late);
      await write(-1 - late);
      await write(late % 7);
      late += 1;
    });
    expect(late).toBeGreaterThan(3);
    expect(entries.map(({ position }) => position).sort((a, b) => Number(a - b))).toEqual(
      Array.from({ length: 20 }, (_, i) => BigInt(i + 1)),
    );
    const newer = await walkNewer(query, began);
    expect(newer.map(({ position }) => position)).toEqual(Array.from({ length: late * 3 }, (_, i) => BigInt(21 + i)));
  });

  it('equals a full scan for any log, page size and audience, whatever one read may look at', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            n: fc.integer({ min: 0, max: 5 }),
            subject: fc.constantFrom(contact('c'), contact('d'), { datatype: 'lead', ownerId: 'c' }, deal),
            type: fc.constantFrom('note_added', 'email_sent'),
          }),
          { minLength: 1, maxLength: 40 },
        ),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom<TimelineOwner>({}, { datatype: 'contact' }, contact('c'), deal),
        fc.constantFrom('staff' as const, 'customer' as const),
        fc.record({ maxPositions: fc.integer({ min: 1, max: 9 }), maxTimelineEntries: fc.nat({ max: 20 }) }),
        async (events, limit, owner, audience, bounds) => {
          run += 1;
          const org = `walk-${run}`;
          await store.log.append(
            events.map(({ n, subject, type }) => anActivity({ org, type, occurredAt: second(n), subjects: [subject] })),
          );
          const mine = events
            .map((event, i) => ({ ...event, position: BigInt(i + 1) }))
            .filter(({ subject, type }) => isOf(owner, subject) && (audience === 'staff' || type === 'email_sent'));
          const older = [...mine].sort((a, b) => b.n - a.n || Number(b.position - a.position));
          const query = request(org, { owner, limit, audience });
          expect((await walkOlder(query)).entries.map(({ position }) => position)).toEqual(
            older.map(({ position }) => position),
          );
          const bounded = new TimelineReader(readerSource, bounds);
          for (const since of [0n, BigInt(Math.floor(events.length / 2)), BigInt(events.length)]) {
            expect((await walkNewer(query, since as Position, bounded)).map(({ position }) => position)).toEqual(
              mine.filter(({ position }) => position > since).map(({ position }) => position),
            );
          }
          const pages = Math.ceil(mine.length / limit);
          for (let page = 1; page <= pages; page += 1) {
            const { entries, total, hasMore } = await reader.page(query, { kind: 'page', page });
            expect(entries.map(({ position }) => position)).toEqual(
              older.slice((page - 1) * limit, page * limit).map(({ position }) => position),
            );
            expect([total, hasMore]).toEqual([BigInt(mine.length), page < pages]);
          }
        },
      ),
      { numRuns: 100 },
    );
  }, 60_000);

  it('sees nothing of another org with the same customers', async () => {
    await store.log.append([anActivity({ org: 'mine', subjects: [contact('c')] })]);
    await store.log.append([anActivity({ org: 'theirs', subjects: [contact('c')] })]);
    const { entries } = await walkOlder(request('mine'));
    expect(entries.map(({ org }): OrgId => org)).toEqual(['mine']);
    expect(await walkNewer(request('mine'), 0n as Position)).toHaveLength(1);
  });
});

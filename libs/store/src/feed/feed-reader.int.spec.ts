import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseOrgId, toPosition, type Position } from '@activity-log/activity';
import { anActivity } from '@activity-log/testing';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { createStoreUnderTest, type StoreUnderTest } from '../store-under-test.spec.js';
import type { PageStart } from '../timeline/timeline-reader.js';
import { activityOf, belongs, drawnEntry, drawnFilter, micros, scopes } from './drawn-feeds.spec.js';
import { FeedReader, type FeedPage } from './feed-reader.js';
import type { FeedRequest, FeedScope } from './feed-request.js';

let store: StoreUnderTest;
let source: DataSource;

beforeAll(async () => {
  store = await createStoreUnderTest();
  source = await store.open('activity_reader');
});

afterAll(() => store.close());

interface Walk {
  readonly reader: FeedReader;
  readonly query: FeedRequest;
  readonly limit: number;
}

/** Every page from a start to where nothing more is, with what is done after each. */
async function pagesFrom(
  start: Exclude<PageStart, { kind: 'older' }>,
  { reader, query, limit }: Walk,
  betweenPages: () => Promise<void> = () => Promise.resolve(),
): Promise<readonly FeedPage[]> {
  const pages = [await reader.page(query, { start, limit })];
  for (let last = pages[0]!; last.hasMore; last = pages.at(-1)!) {
    await betweenPages();
    const behind = last.stoppedAt ?? last.entries.at(-1)!;
    const next: PageStart =
      start.kind === 'newer'
        ? { kind: 'newer', since: last.lookedUpTo }
        : { kind: 'older', ...behind, upTo: pages[0]!.head };
    pages.push(await reader.page(query, { start: next, limit }));
    if (pages.length > 1_000) throw new Error('a walk does not end');
  }
  return pages;
}

const positionsOf = (pages: readonly FeedPage[]): readonly Position[] =>
  pages.flatMap(({ entries }) => entries.map(({ position }) => position));

const bound = fc.integer({ min: 1, max: 8 });
const drawnBounds = fc.record({
  maxEntries: bound,
  maxNearPositions: bound,
  maxFarPositions: fc.integer({ min: 8, max: 20 }),
  maxFeedEntries: fc.nat({ max: 8 }),
});
/** Any of the parts of a filter. */
const someFilter = fc
  .tuple(drawnFilter, fc.subarray(['types', 'userId', 'field', 'fromMicros', 'toMicros'] as const))
  .map(([parts, names]) => Object.fromEntries(names.map((name) => [name, parts[name]])));

describe('a walk through a feed', () => {
  it('equals the full scan, and then what was recorded meanwhile, each entry once, whatever one read may look at', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(drawnEntry, { minLength: 1, maxLength: 40 }),
        fc.array(fc.array(drawnEntry, { minLength: 1, maxLength: 3 }), { maxLength: 20 }),
        fc.record({ filter: someFilter, scope: fc.constantFrom(...scopes), isStaff: fc.boolean() }),
        fc.record({ bounds: drawnBounds, limit: fc.integer({ min: 1, max: 6 }) }),
        async (before, later, { filter, scope, isStaff }, { bounds, limit }) => {
          run += 1;
          const org = parseOrgId(`walk-${run}`)!;
          const query: FeedRequest = { ...filter, scope, audience: isStaff ? 'staff' : 'customer', org };
          const written = [...before];
          await store.log.append(before.map((entry) => activityOf(org, entry)));
          const belonging = () =>
            written
              .map((entry, index) => ({ entry, position: toPosition(BigInt(index + 1)) }))
              .filter(({ entry }) => belongs(entry, query));
          const scanned = belonging().sort(
            (a, b) =>
              Number(micros(b.entry.occurredAt) - micros(a.entry.occurredAt)) || Number(b.position - a.position),
          );
          const walk: Walk = { reader: new FeedReader(source, bounds), query, limit };

          const pending = [...later];
          const older = await pagesFrom({ kind: 'page', page: 1 }, walk, async () => {
            const batch = pending.shift() ?? [];
            await store.log.append(batch.map((entry) => activityOf(org, entry)));
            written.push(...batch);
          });
          expect(positionsOf(older)).toEqual(scanned.map(({ position }) => position));

          for (const since of [toPosition(0n), older[0]!.head]) {
            const newer = await pagesFrom({ kind: 'newer', since }, walk);
            expect(positionsOf(newer)).toEqual(
              belonging()
                .map(({ position }) => position)
                .filter((position) => position > since),
            );
            expect(newer.at(-1)!.lookedUpTo).toBe(BigInt(written.length));
          }
        },
      ),
      { numRuns: 300 },
    );
  }, 120_000);
});

describe('what was recorded since long ago', () => {
  const org = parseOrgId('behind')!;
  const deal = { datatype: 'deal', ownerId: 'd-1' } as const;
  const rare = [7n, 30n, 55n];
  const bounds = { maxEntries: 5, maxNearPositions: 10, maxFarPositions: 40, maxFeedEntries: 5 };
  let reader: FeedReader;

  beforeAll(async () => {
    reader = new FeedReader(source, bounds);
    await store.log.append(
      Array.from({ length: 60 }, (_, i) =>
        anActivity({
          org,
          subjects: [deal],
          type: i % 2 ? 'record_updated' : 'field_changed',
          changes: [{ field: rare.includes(BigInt(i + 1)) ? 'seldom' : 'often' }],
        }),
      ),
    );
  });

  const since = (position: bigint, query: Partial<FeedRequest>): Promise<FeedPage> =>
    reader.page(
      { scope: { kind: 'workspace' }, org, audience: 'staff', ...query },
      { start: { kind: 'newer', since: toPosition(position) }, limit: 2 },
    );

  it('is read along the next positions where these fill a page', async () => {
    const page = await since(10n, { field: 'often' });
    expect([page.entries.map(({ position }) => position), page.lookedUpTo]).toEqual([[11n, 12n], 12n]);
  });

  it('is read through a short feed to the end', async () => {
    const page = await since(8n, { field: 'seldom' });
    expect([page.entries.map(({ position }) => position), page.lookedUpTo]).toEqual([[30n, 55n], 60n]);
  });

  it('is read along many positions of a long feed, and says how far it looked', async () => {
    await store.log.append(Array.from({ length: 6 }, () => anActivity({ org, subjects: [deal], type: 'note_added' })));
    const types = ['note_added'];
    expect(await since(1n, { types })).toMatchObject({ entries: [], hasMore: true, lookedUpTo: 41n });
    expect((await since(41n, { types })).entries.map(({ position }) => position)).toEqual([61n, 62n]);
  });
});

describe('a feed of an org', () => {
  it('is known for a module as for its records, whichever subject of an activity they are', async () => {
    const org = parseOrgId('known')!;
    const ticket = { datatype: 'ticket', ownerId: 't-1' };
    await store.log.append([anActivity({ org, subjects: [{ datatype: 'deal', ownerId: 'd-1' }, ticket] })]);
    const known = async (scope: FeedScope): Promise<readonly unknown[]> => {
      const page = await new FeedReader(source).page(
        { org, scope, audience: 'staff' },
        { start: { kind: 'page', page: 1 }, limit: 5 },
      );
      return [page.known, page.entries.length];
    };
    expect(await known({ kind: 'record', ...ticket })).toEqual([true, 0]);
    expect(await known({ kind: 'module', datatype: 'ticket' })).toEqual([true, 0]);
    expect(await known({ kind: 'module', datatype: 'deal' })).toEqual([true, 1]);
    expect(await known({ kind: 'module', datatype: 'tick' })).toEqual([false, 0]);
    expect(await known({ kind: 'module', datatype: 'tickets' })).toEqual([false, 0]);
  });

  it('shows nothing of it to a reader of another org', async () => {
    const deal = { datatype: 'deal', ownerId: 'd-1' };
    await store.log.append([anActivity({ org: 'acme', subjects: [deal] })]);
    const reader = new FeedReader(source);
    const org = parseOrgId('other')!;
    for (const scope of [
      { kind: 'workspace' },
      { kind: 'module', datatype: 'deal' },
      { kind: 'record', ...deal },
    ] as const) {
      const page = await reader.page({ org, scope, audience: 'staff' }, { start: { kind: 'page', page: 1 }, limit: 5 });
      expect(page).toMatchObject({ entries: [], head: 0n, known: scope.kind === 'workspace' });
    }
  });
});

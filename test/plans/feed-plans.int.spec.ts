import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toPosition, type Micros } from '@activity-log/activity';
import { FeedCounter, FeedReader, TimelineReader, type PageStart, type TimelineOwner } from '@activity-log/store';
import { createTestDatabase, type TestDatabase } from '@activity-log/testing';
import { feedCases, loadedOrg, type FeedCase } from './feed-cases.js';
import { analyseLog, countRecords, loadedLog, loadLog } from './load-log.js';
import { StatementRecorder } from './statement-recorder.js';

/** Bounds of a read, in buffers: pages of 8 KiB that it looks at. The log of the test has 60,000 with its indexes. */
interface BufferBounds {
  /** A page of 25 looks at 26 entries of each range of its index; the widest feeds have a hundred ranges. */
  readonly page: number;
  /** What came since the beginning of a log: 20,000 entries of an index, and as many positions of the log. */
  readonly farBehind: number;
  /** Of a customer 2,000 entries of each type are looked at. */
  readonly customer: number;
  /** The 10,000 entries that page numbers reach are skipped in each range. */
  readonly deepest: number;
  /** The total of a record of 100,000 entries. */
  readonly total: number;
}

const bounds: BufferBounds = { page: 1_000, farBehind: 2_500, customer: 1_000, deepest: 6_000, total: 1_000 };
/** Before the first VACUUM an entry of an index is looked up in the table as well. */
const unvacuumedBounds: BufferBounds = {
  page: 3_500,
  farBehind: 25_000,
  customer: 6_000,
  deepest: 300_000,
  total: 40_000,
};

const head = loadedLog.entries;
/** The first page, one in the middle of the log, what came last, and what came since the beginning. */
const starts: readonly (readonly [string, PageStart])[] = [
  ['the first page', { kind: 'page', page: 1 }],
  [
    'an older page',
    {
      kind: 'older',
      occurredMicros: middle(),
      position: toPosition(BigInt(head / 2)),
      upTo: toPosition(BigInt(head - 5)),
    },
  ],
  ['what is new', { kind: 'newer', since: toPosition(BigInt(head - 10)) }],
  ['everything since the beginning', { kind: 'newer', since: toPosition(5n) }],
];
const owners: readonly (readonly [string, TimelineOwner])[] = [
  ['by-customer', {}],
  ['by-customer/contact', { datatype: 'contact' }],
  ['by-customer/contact/hot', loadedLog.hotRecord],
  ['by-customer/contact/small', loadedLog.smallRecord],
  ['by-resource/deal', { datatype: 'deal', ownerId: 'deal-3' }],
];

function middle(): Micros {
  return (BigInt(Date.parse(loadedLog.firstOccurred)) * 1000n +
    BigInt((head / 2) * loadedLog.secondsApart) * 1_000_000n) as Micros;
}

let database: TestDatabase;
let recorder: StatementRecorder;

beforeAll(async () => {
  database = await createTestDatabase();
  await loadLog(database.adminUrl);
  await countRecords(database.adminUrl);
  recorder = await StatementRecorder.open(database.queryUrl);
}, 180_000);

afterAll(async () => {
  await recorder.close();
  await database.drop();
});

async function feedCost(
  { scope, filter, size = 25 }: FeedCase,
  start: PageStart,
  audience: 'staff' | 'customer' = 'staff',
) {
  const reader = new FeedReader(recorder.dataSource);
  const page = await reader.page({ ...filter, org: loadedOrg, scope, audience }, { start, limit: size });
  return { page, ...(await recorder.explainLast()) };
}

const isFarBehind = (start: PageStart): boolean => start.kind === 'newer' && start.since < 10n;

async function timelineCost(owner: TimelineOwner, start: PageStart) {
  const reader = new TimelineReader(recorder.dataSource);
  await reader.page({ org: loadedOrg, owner, audience: 'staff', limit: 50 }, start);
  return recorder.explainLast();
}

describe.each([
  ['before the first VACUUM and ANALYZE', unvacuumedBounds, () => Promise.resolve()],
  ['after VACUUM and ANALYZE', bounds, () => analyseLog(database.adminUrl)],
] as const)('a page at a million entries, %s,', (_, bound, prepare) => {
  beforeAll(prepare, 60_000);

  describe.each(starts)('of %s', (__, start) => {
    it.each(feedCases)('of $request reads a bounded number of buffers', async (feed) => {
      const { buffers, scannedTables } = await feedCost(feed, start);
      expect(buffers).toBeLessThan(isFarBehind(start) ? bound.farBehind : bound.page);
      expect([...scannedTables].filter((table) => table !== 'org_head')).toEqual([]);
    });

    it('of what a customer sees of a hot record reads a bounded number of buffers', async () => {
      const hot: FeedCase = { request: '', scope: { kind: 'record', ...loadedLog.hotRecord }, filter: {} };
      expect((await feedCost(hot, start, 'customer')).buffers).toBeLessThan(bound.customer);
    });

    it.each(owners)('of the timeline %s reads a bounded number of buffers', async (___, owner) => {
      const { buffers, scannedTables } = await timelineCost(owner, start);
      expect(buffers).toBeLessThan(isFarBehind(start) ? bound.farBehind : bound.page);
      expect([...scannedTables].filter((table) => table !== 'org_head')).toEqual([]);
    });
  });

  it.each([
    ['workspace', 'activity_by_time'],
    ['workspace?type=rare', 'activity_by_type'],
    ['module', 'activity_by_type'],
    ['hot record', 'activity_by_record'],
    ['workspace?user_id=busy&from', 'activity_by_user'],
    ['module?user_id=busy&type=rare&from', 'activity_by_user'],
    ['workspace?field=rare', 'activity_field_pkey'],
    ['module?type=field.changed&field=common&from&user_id=rare', 'activity_field_pkey'],
    ['hot record?field=common', 'activity_field_pkey'],
    ['hot record?user_id=busy&from&to', 'activity_by_record_user'],
    ['hot record?user_id=rare&field=common', 'activity_field_pkey'],
  ])('of %s is read through %s', async (request, index) => {
    const feed = feedCases.find((each) => each.request === request);
    if (!feed) throw new Error(`there is no case ${request}`);
    const { indexes } = await feedCost(feed, { kind: 'page', page: 1 });
    const others = [
      'activity_by_time',
      'activity_by_type',
      'activity_by_record',
      'activity_by_record_user',
      'activity_by_user',
      'activity_field_pkey',
    ];
    expect(others.filter((each) => indexes.has(each) && each !== index)).toEqual([]);
    expect(indexes).toContain(index);
    // Whether a module is known at all is asked of the timelines.
    expect(indexes.has('activity_subject_pkey')).toBe(request.startsWith('module'));
  });

  it.each(feedCases.filter(({ scope }) => scope.kind === 'record'))(
    'of $request has an exact total of a bounded number of buffers',
    async ({ scope, filter }) => {
      for (const audience of ['staff', 'customer'] as const) {
        const counter = new FeedCounter(recorder.dataSource);
        expect(await counter.total({ ...filter, org: loadedOrg, scope, audience })).toMatchObject({ exact: true });
        const { buffers, scannedTables } = await recorder.explainLast();
        expect(buffers).toBeLessThan(bound.total);
        expect([...scannedTables].filter((table) => !['org_head', 'projection_cursor'].includes(table))).toEqual([]);
      }
    },
  );

  it('at the deepest page number reads a bounded number of buffers', async () => {
    const deepest: PageStart = { kind: 'page', page: 400 };
    for (const feed of feedCases) expect((await feedCost(feed, deepest)).buffers).toBeLessThan(bound.deepest);
  }, 60_000);
});

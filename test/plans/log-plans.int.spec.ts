import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toPosition } from '@activity-log/activity';
import { LogReader, type LogRequest } from '@activity-log/store';
import { createTestDatabase, type TestDatabase } from '@activity-log/testing';
import { loadedOrg } from './feed-cases.js';
import { analyseLog, loadedLog, loadLog } from './load-log.js';
import { StatementRecorder } from './statement-recorder.js';

const everything: LogRequest = { org: loadedOrg, scope: { kind: 'workspace' } };
const requests: readonly (readonly [string, LogRequest])[] = [
  ['everything', everything],
  ['a rare type', { ...everything, types: [loadedLog.rareType] }],
  ['a rare user', { ...everything, userId: loadedLog.rareUser }],
  [
    'a rare field of a module',
    { ...everything, scope: { kind: 'module', datatype: 'contact' }, field: loadedLog.rareField },
  ],
  ['a customer', { ...everything, customer: loadedLog.hotRecord }],
];
const { entries } = loadedLog;
const places: readonly (readonly [string, number])[] = [
  ['the beginning', 0],
  ['the middle', entries / 2],
  ['near the end', entries - 100],
  ['the end', entries],
];
/** What a part of an export and a catch-up of a stream look at. */
const bounds = { maxLookedAt: 5_000, maxEntries: 500, maxBytes: 524_288 };
/** 5,000 rows are 400 pages of the log; a customer's are looked up by four pages each. */
const maxBuffers = 1_000;
const maxBuffersOfCustomer = 25_000;
/** A step or two for each row looked at, and a few for each that is found. */
const maxRows = 20_000;

let database: TestDatabase;
let recorder: StatementRecorder;

beforeAll(async () => {
  database = await createTestDatabase();
  await loadLog(database.adminUrl);
  recorder = await StatementRecorder.open(database.queryUrl);
}, 180_000);

afterAll(async () => {
  await recorder.close();
  await database.drop();
});

describe.each([
  ['before the first VACUUM and ANALYZE', () => Promise.resolve()],
  ['after VACUUM and ANALYZE', () => analyseLog(database.adminUrl)],
] as const)('a read along a log of a million entries, %s,', (_, prepare) => {
  beforeAll(prepare, 60_000);

  describe.each(places)('from %s', (__, since) => {
    it.each(requests)('for %s looks at what its bound allows, and no more', async (name, request) => {
      const reader = new LogReader(recorder.dataSource);
      const slice = await reader.following(request, { range: { since: toPosition(BigInt(since)) }, bounds });
      const { buffers, rows, scannedTables } = await recorder.explainLast();
      // Rows that a step keeps and looks at again and again touch no further page.
      expect(rows).toBeLessThan(maxRows);
      expect(buffers).toBeLessThan(name === 'a customer' ? maxBuffersOfCustomer : maxBuffers);
      expect([...scannedTables].filter((table) => table !== 'org_head')).toEqual([]);
      expect(Number(slice.lookedUpTo)).toBeGreaterThanOrEqual(Math.min(since + slice.entries.length, entries));
    });
  });
});

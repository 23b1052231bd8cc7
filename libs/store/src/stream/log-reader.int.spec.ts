import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseInstant, parseOrgId, toPosition, type Position } from '@activity-log/activity';
import { anActivity, createTestDatabase, type TestDatabase } from '@activity-log/testing';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { ActivityLog } from '../append/activity-log.js';
import { createStoreDataSource } from '../data-source.js';
import type { LogEntry, LogRequest, LogSliceBounds } from './log-request.js';
import { LogReader } from './log-reader.js';
import { matchesLogRequest } from './matches-log-request.js';

let database: TestDatabase;
let appender: DataSource;
let readerSource: DataSource;
let log: ActivityLog;
let reader: LogReader;

beforeAll(async () => {
  database = await createTestDatabase();
  const open = (role: 'activity_appender' | 'activity_reader'): Promise<DataSource> =>
    createStoreDataSource({ url: database.queryUrl, role, poolSize: 4, applicationName: 'stream-spec' }).initialize();
  appender = await open('activity_appender');
  readerSource = await open('activity_reader');
  log = new ActivityLog(appender);
  reader = new LogReader(readerSource);
});

afterAll(async () => {
  await Promise.all([appender, readerSource].map((dataSource) => dataSource.destroy()));
  await database.drop();
});

const wide: LogSliceBounds = { maxLookedAt: 1_000, maxEntries: 1_000, maxBytes: 10_000_000 };
const everythingOf = (org: string): LogRequest => ({ org: parseOrgId(org)!, scope: { kind: 'workspace' } });

async function walk(query: LogRequest, bounds: LogSliceBounds, upTo?: Position): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  for (let since = toPosition(0n); ;) {
    const range = upTo === undefined ? { since } : { since, upTo };
    const slice = await reader.following(query, { range, bounds });
    entries.push(...slice.entries);
    if (slice.lookedUpTo >= (upTo ?? slice.head)) return entries;
    // A read that gets nowhere would never end.
    expect(slice.lookedUpTo).toBeGreaterThan(since);
    since = slice.lookedUpTo;
  }
}

const positionsOf = (entries: readonly LogEntry[]): number[] => entries.map(({ position }) => Number(position));

describe('reading along a log', () => {
  it('says in SQL what the filter in memory says, whatever the log, the query and the bounds', async () => {
    let run = 0;
    const subject = fc.record({
      datatype: fc.constantFrom('contact', 'lead', 'deal'),
      ownerId: fc.constantFrom('a', 'b'),
    });
    const event = fc.record({
      type: fc.constantFrom('email_sent', 'note_added', 'record_updated'),
      subjects: fc.uniqueArray(subject, { minLength: 1, maxLength: 3, selector: (each) => JSON.stringify(each) }),
      user: fc.constantFrom(null, { id: 'u1' }, { id: 'u2' }),
      changes: fc.subarray(['stage', 'value']).map((fields) => fields.map((field) => ({ field, to: 1 }))),
      day: fc.integer({ min: 1, max: 5 }),
    });
    const day = fc.integer({ min: 1, max: 5 }).map((n) => parseInstant(`2026-01-0${n}T00:00:00Z`)!.micros);
    const filter = fc.record(
      {
        types: fc.subarray(['email_sent', 'note_added', 'record_updated']),
        userId: fc.constantFrom('u1', 'u2', 'u3'),
        field: fc.constantFrom('stage', 'value'),
        fromMicros: day,
        toMicros: day,
        customer: fc.record({ datatype: fc.constantFrom('contact', 'lead'), ownerId: fc.constantFrom('a', 'b') }),
      },
      { requiredKeys: [] },
    );
    const scope = fc.constantFrom<LogRequest['scope']>(
      { kind: 'workspace' },
      { kind: 'module', datatype: 'contact' },
      { kind: 'record', datatype: 'deal', ownerId: 'a' },
    );
    const bounds = fc.record({
      maxLookedAt: fc.integer({ min: 1, max: 20 }),
      maxEntries: fc.integer({ min: 1, max: 10 }),
      maxBytes: fc.constantFrom(1, 400, 1_000, 1_000_000),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 30 }),
        fc.array(fc.tuple(filter, scope), { minLength: 3, maxLength: 3 }),
        bounds,
        async (events, queries, slices) => {
          run += 1;
          const org = `same-${run}`;
          await log.append(
            events.map(({ day: n, subjects, ...rest }) =>
              anActivity({
                org,
                ...rest,
                subjects: subjects as [(typeof subjects)[number]],
                occurredAt: `2026-01-0${n}T00:00:00Z`,
              }),
            ),
          );
          const all = await walk(everythingOf(org), slices);
          expect(positionsOf(all)).toEqual(events.map((_, i) => i + 1));
          for (const [each, within] of queries) {
            const query: LogRequest = { ...everythingOf(org), ...each, scope: within };
            const expected = positionsOf(all.filter((entry) => matchesLogRequest(query, entry)));
            expect(positionsOf(await walk(query, slices))).toEqual(expected);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('ends where it is told to, whatever is recorded later', async () => {
    await log.append(Array.from({ length: 9 }, () => anActivity({ org: 'ends' })));
    const narrow = { ...wide, maxLookedAt: 2 };
    expect(positionsOf(await walk(everythingOf('ends'), narrow, toPosition(5n)))).toEqual([1, 2, 3, 4, 5]);
    expect(await reader.head(parseOrgId('ends')!)).toBe(9n);
    expect(await reader.head(parseOrgId('nobody')!)).toBe(0n);
  });

  it('is at the same place behind the end of the log', async () => {
    await log.append([anActivity({ org: 'behind' })]);
    const slice = await reader.following(everythingOf('behind'), { range: { since: toPosition(7n) }, bounds: wide });
    expect(slice).toEqual({ entries: [], lookedUpTo: 7n, head: 1n });
  });

  it('returns no more content than its bound, but an entry at the least', async () => {
    const summary = 'x'.repeat(1_000);
    await log.append(Array.from({ length: 5 }, () => anActivity({ org: 'bytes', summary })));
    const read = async (maxBytes: number) =>
      reader.following(everythingOf('bytes'), { range: { since: toPosition(0n) }, bounds: { ...wide, maxBytes } });
    expect(await read(1)).toMatchObject({ lookedUpTo: 1n, entries: [{ position: 1n }] });
    expect(await read(3_000)).toMatchObject({ lookedUpTo: 2n, entries: [{ position: 1n }, { position: 2n }] });
    expect((await read(1_000_000)).lookedUpTo).toBe(5n);
  });

  it('passes over entries whose content is erased', async () => {
    await log.append(Array.from({ length: 3 }, () => anActivity({ org: 'erased' })));
    const admin = await new DataSource({ type: 'postgres', url: database.adminUrl }).initialize();
    await admin.query(`alter table activity disable trigger activity_append_only`);
    await admin.query(
      `update activity set occurred_at = null, customer_visible = null, type = null, datatype = null, owner_id = null,
                           user_id = null, fields = null, salt = null, wire = null
        where org = 'erased' and position = 2`,
    );
    await admin.query(`alter table activity enable trigger activity_append_only`);
    await admin.destroy();
    expect(positionsOf(await walk(everythingOf('erased'), wide))).toEqual([1, 3]);
    expect(positionsOf(await walk(everythingOf('erased'), { ...wide, maxLookedAt: 1 }))).toEqual([1, 3]);
  });

  it('sees nothing of another org', async () => {
    await log.append([anActivity({ org: 'mine' }), anActivity({ org: 'theirs' })]);
    const entries = await walk(everythingOf('mine'), wide);
    expect(entries.map(({ org }) => org)).toEqual(['mine']);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseInstant, parseOrgId, type Micros } from '@activity-log/activity';
import { anActivity } from '@activity-log/testing';
import fc from 'fast-check';
import { createStoreUnderTest, type StoreUnderTest } from '../store-under-test.spec.js';
import type { GroupDimension } from './count-groups.js';
import { maxCountedRows } from './counted-rows.js';
import { FeedCounter } from './feed-counter.js';
import { Projection } from './projection.js';
import { StatsReader } from './stats-reader.js';

let store: StoreUnderTest;
let stats: StatsReader;
let counter: FeedCounter;
let projection: Projection;

beforeAll(async () => {
  store = await createStoreUnderTest();
  const reader = await store.open('activity_reader');
  stats = new StatsReader(reader);
  counter = new FeedCounter(reader);
  projection = new Projection(await store.open('activity_projector'));
});

afterAll(() => store.close());

const micros = (text: string): Micros => parseInstant(text)!.micros;
const workspace = { scope: { kind: 'workspace' }, audience: 'staff', maxGroups: 1_000 } as const;
/** A year whose clocks change at different times: Lord Howe by half an hour, Santiago at midnight. */
const year = { fromMicros: micros('2026-01-01T00:00:00Z'), toMicros: micros('2026-12-31T23:59:59.999999Z') };

/** The day of an instant in a zone, by the zone data of the runtime. */
function dayIn(timeZone: string, at: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(at),
  );
}

describe('counts in groups', () => {
  const entry = fc.record({
    // Hours around the changes of clocks of Berlin, New York and Santiago, and ordinary ones.
    day: fc.constantFrom(
      '2026-03-08',
      '2026-03-29',
      '2026-04-05',
      '2026-09-06',
      '2026-10-25',
      '2026-11-01',
      '2026-06-15',
    ),
    minute: fc.nat({ max: 24 * 60 - 1 }),
    type: fc.constantFrom('note_added', 'email_sent'),
    user: fc.option(fc.constantFrom('u1', 'u2')),
    datatype: fc.constantFrom('contact', 'lead'),
  });
  const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'America/Santiago', 'Pacific/Kiritimati'] as const;
  const dimensions: readonly GroupDimension[] = ['day', 'type', 'user', 'module'];

  it('equal a full scan by the days of any zone of whole hours, across changes of clocks, and add up to the total of the feed', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { minLength: 1, maxLength: 60 }),
        fc.nat({ max: 60 }),
        fc.constantFrom(...zones),
        fc.subarray([...dimensions], { minLength: 1 }),
        fc.option(fc.constantFrom('u1', 'u2'), { nil: undefined }),
        async (entries, projected, timeZone, groupBy, userId) => {
          run += 1;
          const org = parseOrgId(`groups-${run}`)!;
          const timed = entries.map(({ day, minute, ...rest }) => ({
            ...rest,
            occurredAt: new Date(Date.parse(`${day}T00:00:00Z`) + minute * 60_000).toISOString(),
          }));
          await store.log.append(
            timed.map(({ occurredAt, type, user, datatype }) =>
              anActivity({
                org,
                occurredAt,
                type,
                user: user === null ? null : { id: user },
                subjects: [{ datatype, ownerId: 'x' }],
              }),
            ),
          );
          if (projected > 0) await projection.projectNext({ maxOrgs: 1_000, maxRowsPerOrg: projected });
          const expected = new Map<string, number>();
          for (const one of timed.filter(({ user }) => userId === undefined || user === userId)) {
            const values = {
              day: dayIn(timeZone, one.occurredAt),
              type: one.type,
              user: one.user,
              module: one.datatype,
            };
            const key = JSON.stringify(groupBy.map((dimension) => values[dimension]));
            expected.set(key, (expected.get(key) ?? 0) + 1);
          }
          const feed = { ...workspace, ...year, org, ...(userId === undefined ? {} : { userId }) };
          const answer = await stats.count({ ...feed, groupBy, timeZone });
          if (answer.kind !== 'counted') throw new Error(answer.kind);
          const found = answer.groups.map(({ day, type, userId: user, datatype, entries: count }) => {
            const values = { day, type, user, module: datatype };
            return [JSON.stringify(groupBy.map((dimension) => values[dimension])), Number(count)] as const;
          });
          expect(new Map(found)).toEqual(expected);
          expect(found).toHaveLength(expected.size);
          const { total } = await counter.total(feed);
          expect(found.reduce((sum, [, count]) => sum + BigInt(count), 0n)).toBe(total);
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);

  it('are refused for more groups than were asked for, never cut', async () => {
    const org = parseOrgId('many')!;
    await store.log.append(['note_added', 'email_sent', 'call_logged'].map((type) => anActivity({ org, type })));
    const by = (maxGroups: number) => stats.count({ ...workspace, org, groupBy: ['type'], timeZone: 'UTC', maxGroups });
    expect(await by(3)).toMatchObject({ kind: 'counted', groups: { length: 3 } });
    expect(await by(2)).toEqual({ kind: 'too_many_groups' });
  });
});

describe('counts that would cost too much', () => {
  const org = parseOrgId('crowded')!;
  const crowd = maxCountedRows + 1;
  const feed = { ...workspace, org, groupBy: ['type'], timeZone: 'UTC' } as const;
  const halfHour = { fromMicros: micros('2026-01-01T10:15:00Z'), toMicros: micros('2026-01-01T10:45:00Z') };
  const hour = { fromMicros: micros('2026-01-01T10:00:00Z'), toMicros: micros('2026-01-01T10:59:59.999999Z') };

  beforeAll(async () => {
    await store.admin.query(`insert into org_head (org, size) values ('crowded', $1)`, [crowd]);
    await store.admin.query(
      `insert into activity (org, position, id, leaf, recorded_at, occurred_at, type, customer_visible, datatype, owner_id, fields, wire)
       select 'crowded', n, md5(n::text)::uuid, decode(repeat('00', 32), 'hex'), now(), '2026-01-01T10:30:00Z', 'note_added', false,
              'contact', 'c', '{}', '{}'
         from generate_series(1, $1::int) as n`,
      [crowd],
    );
  });

  it('are refused while the rollups are far behind, and totals are lower bounds', async () => {
    expect(await stats.count(feed)).toEqual({ kind: 'behind' });
    expect(await counter.total(feed)).toEqual({ total: BigInt(maxCountedRows), exact: false });
  });

  it('are refused for a range with too much in parts of its hours, and exact on the hour', async () => {
    while ((await projection.projectNext({ maxOrgs: 1_000, maxRowsPerOrg: 10_000 })) > 0);
    expect(await stats.count({ ...feed, ...halfHour })).toEqual({ kind: 'busy_edges' });
    expect(await counter.total({ ...feed, ...halfHour })).toMatchObject({ exact: false });
    expect(await stats.count({ ...feed, ...hour })).toMatchObject({
      kind: 'counted',
      groups: [{ entries: BigInt(crowd) }],
    });
    expect(await counter.total({ ...feed, ...hour })).toEqual({ total: BigInt(crowd), exact: true });
  });
});

describe('a time zone', () => {
  it.each([
    ['UTC', 'fits'],
    ['Europe/Berlin', 'fits'],
    ['America/Santiago', 'fits'],
    ['Asia/Kolkata', 'splits_hours'],
    ['Asia/Kathmandu', 'splits_hours'],
    ['Australia/Lord_Howe', 'splits_hours'],
    ['Mars/Olympus', 'unknown_zone'],
  ])('%s %s', async (timeZone, fit) => {
    expect(await stats.zoneFit({ timeZone, ...year })).toBe(fit);
  });

  it('is judged for the span alone: Lord Howe is 11 hours ahead in its summer', async () => {
    const summer = { fromMicros: micros('2026-01-01T00:00:00Z'), toMicros: micros('2026-02-28T23:59:59Z') };
    expect(await stats.zoneFit({ timeZone: 'Australia/Lord_Howe', ...summer })).toBe('fits');
  });
});

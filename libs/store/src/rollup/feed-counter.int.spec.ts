import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseInstant, parseOrgId, type Activity, type Micros } from '@activity-log/activity';
import { anActivity, createTestDatabase, type TestDatabase } from '@activity-log/testing';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { ActivityLog } from '../append/activity-log.js';
import { createStoreDataSource, type StoreRole } from '../data-source.js';
import type { FeedRequest } from '../feed/feed-request.js';
import { maxCountedRows } from './counted-rows.js';
import { FeedCounter } from './feed-counter.js';
import { Projection } from './projection.js';

let database: TestDatabase;
let sources: readonly DataSource[];
let admin: DataSource;
let log: ActivityLog;
let counter: FeedCounter;
let projection: Projection;

beforeAll(async () => {
  database = await createTestDatabase();
  const open = (role: StoreRole): Promise<DataSource> =>
    createStoreDataSource({ url: database.queryUrl, role, poolSize: 4, applicationName: 'rollup-spec' }).initialize();
  const [appender, reader, projector] = await Promise.all([
    open('activity_appender'),
    open('activity_reader'),
    open('activity_projector'),
  ]);
  admin = await new DataSource({ type: 'postgres', url: database.adminUrl }).initialize();
  sources = [appender, reader, projector, admin];
  log = new ActivityLog(appender);
  counter = new FeedCounter(reader);
  projection = new Projection(projector);
});

afterAll(async () => {
  await Promise.all(sources.map((source) => source.destroy()));
  await database.drop();
});

const micros = (text: string): Micros => parseInstant(text)!.micros;

/** Erratic on purpose: long ago, in the future, and around the edges of hours, days, months and years. */
const moments = [
  '0001-01-01T00:00:00Z',
  '1969-12-31T23:59:59.999999Z',
  '1970-01-01T00:00:00Z',
  '2025-12-31T23:30:00Z',
  '2026-01-01T00:00:00Z',
  '2026-01-01T00:59:59.999999Z',
  '2026-01-01T01:00:00Z',
  '2026-01-31T12:00:00.5Z',
  '2026-03-01T05:05:05Z',
  '2026-03-01T05:05:05.000001Z',
  '9999-12-31T23:59:59.999999Z',
] as const;
const types = ['note_added', 'email_sent', 'field_changed'] as const;
const users = ['u1', 'u2'] as const;
const fields = ['status', 'stage'] as const;
const records = [
  { datatype: 'contact', ownerId: 'a' },
  { datatype: 'contact', ownerId: 'b' },
  { datatype: 'deal', ownerId: 'a' },
] as const;

const entry = fc.record({
  occurredAt: fc.constantFrom(...moments),
  type: fc.constantFrom(...types),
  user: fc.option(fc.constantFrom(...users)),
  changed: fc.uniqueArray(fc.constantFrom(...fields)),
  subject: fc.constantFrom(...records),
});
type Entry = typeof entry extends fc.Arbitrary<infer T> ? T : never;

const activityOf = (org: string, { occurredAt, type, user, changed, subject }: Entry): Activity =>
  anActivity({
    org,
    occurredAt,
    type,
    subjects: [subject, { datatype: 'contact', ownerId: 'b' }],
    user: user === null ? null : { id: user },
    changes: changed.map((field) => ({ field, to: 'x' })),
  });

const filter = fc.record(
  {
    types: fc.uniqueArray(fc.constantFrom(...types), { minLength: 1 }),
    userId: fc.constantFrom(...users),
    field: fc.constantFrom(...fields),
    fromMicros: fc.constantFrom(...moments).map(micros),
    toMicros: fc.constantFrom(...moments).map(micros),
  },
  { requiredKeys: ['types', 'userId', 'field', 'fromMicros', 'toMicros'] },
);
type Filter = Pick<FeedRequest, 'types' | 'userId' | 'field' | 'fromMicros' | 'toMicros'>;

/** Every combination of the parts of a filter. */
function combinations(parts: Filter): readonly Filter[] {
  return Object.entries(parts).reduce<Filter[]>(
    (all, [name, value]) => [...all, ...all.map((some) => ({ ...some, [name]: value }))],
    [{}],
  );
}

const scopes: readonly FeedRequest['scope'][] = [
  { kind: 'workspace' },
  { kind: 'module', datatype: 'contact' },
  { kind: 'record', datatype: 'contact', ownerId: 'a' },
];

function belongs(one: Entry, { scope, audience, ...query }: Omit<FeedRequest, 'org'>): boolean {
  const at = micros(one.occurredAt);
  return (
    (scope.kind === 'workspace' || scope.datatype === one.subject.datatype) &&
    (scope.kind !== 'record' || scope.ownerId === one.subject.ownerId) &&
    (audience === 'staff' || one.type === 'email_sent') &&
    (query.types?.includes(one.type) ?? true) &&
    (query.userId === undefined || query.userId === one.user) &&
    (query.field === undefined || one.changed.includes(query.field as (typeof fields)[number])) &&
    (query.fromMicros === undefined || at >= query.fromMicros) &&
    (query.toMicros === undefined || at <= query.toMicros)
  );
}

describe('the total of a feed', () => {
  it('equals a full scan for every combination of filters, wherever the projector stopped', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { minLength: 1, maxLength: 60 }),
        fc.nat({ max: 60 }),
        filter,
        async (entries, projected, parts) => {
          run += 1;
          const org = parseOrgId(`scan-${run}`)!;
          await log.append(entries.map((one) => activityOf(org, one)));
          if (projected > 0) await projection.projectNext({ maxOrgs: 1_000, maxRowsPerOrg: projected });
          for (const some of combinations(parts)) {
            for (const scope of scopes) {
              for (const audience of ['staff', 'customer'] as const) {
                const query = { ...some, scope, audience };
                const expected = entries.filter((one) => belongs(one, query)).length;
                expect([query, await counter.total({ ...query, org })]).toEqual([
                  query,
                  { total: BigInt(expected), exact: true },
                ]);
              }
            }
          }
        },
      ),
      { numRuns: 12 },
    );
  }, 120_000);

  it('counts nothing of another org', async () => {
    const [mine, theirs] = [parseOrgId('mine')!, parseOrgId('theirs')!];
    const one: Entry = { occurredAt: moments[4], type: 'note_added', user: 'u1', changed: [], subject: records[0] };
    await log.append([activityOf(mine, one), activityOf(theirs, one), activityOf(theirs, one)]);
    await projection.projectNext({ maxOrgs: 1_000, maxRowsPerOrg: 1 });
    for (const scope of scopes) {
      expect(await counter.total({ org: mine, scope, audience: 'staff' })).toEqual({ total: 1n, exact: true });
    }
  });

  it('is a lower bound, and says so, while the log is far ahead of the rollups', async () => {
    const org = parseOrgId('ahead')!;
    await log.append([anActivity({ org })]);
    await admin.query(`update org_head set size = $1 where org = 'ahead'`, [maxCountedRows + 1]);
    for (const scope of scopes) {
      expect(await counter.total({ org, scope, audience: 'staff' })).toMatchObject({ exact: false });
    }
    await admin.query(`update org_head set size = 1 where org = 'ahead'`);
  });
});

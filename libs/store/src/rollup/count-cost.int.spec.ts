import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { parseInstant, parseOrgId, type Micros } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import type { FeedFilter, FeedScope } from '../feed/feed-request.js';
import { createStoreUnderTest, type StoreUnderTest } from '../store-under-test.spec.js';
import { FeedCounter } from './feed-counter.js';
import { Projection } from './projection.js';

let store: StoreUnderTest;
let projection: Projection;
let counter: FeedCounter;
let buffersRead: number;

beforeAll(async () => {
  store = await createStoreUnderTest();
  projection = new Projection(await store.open('activity_projector'));
  counter = new FeedCounter(explained(await store.open('activity_reader')));
});

afterAll(() => store.close());

/** The same reader; each statement is explained before it is answered, and the pages it touches are noted. */
function explained(reader: DataSource): DataSource {
  return new Proxy(reader, {
    get: (target, name): unknown => {
      if (name !== 'query') return Reflect.get(target, name);
      return async (statement: string, parameters: unknown[]) => {
        const [explanation]: [{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }] = await target.query(
          `explain (analyze, buffers, format json) ${statement}`,
          parameters,
        );
        const { Plan: plan } = explanation['QUERY PLAN'][0];
        buffersRead = plan['Shared Hit Blocks']! + plan['Shared Read Blocks']!;
        return target.query<unknown>(statement, parameters);
      };
    },
  });
}

/** Brings the log of acme to a size, spread over the same quarter, with the same users, types and fields. */
async function growTo(size: number): Promise<void> {
  await store.admin.query(
    `insert into activity (org, position, id, leaf, recorded_at, occurred_at, type, customer_visible, datatype, owner_id,
                           user_id, fields, wire)
     select 'acme', n, md5(n::text)::uuid, decode(repeat('00', 32), 'hex'), now(),
            '2026-01-01T00:30:00Z'::timestamptz + n % 2160 * interval '1 hour', (array['note_added', 'email_sent', 'field_changed'])[1 + n % 3],
            n % 3 = 1, (array['contact', 'deal'])[1 + n / 3 % 2], 'r-' || n % 997, 'u-' || n / 7 % 5, array['f-' || n / 11 % 2], '{}'
       from generate_series(coalesce((select max(position) + 1 from activity where org = 'acme'), 1), $1) as n`,
    [size],
  );
  await store.admin.query(
    `insert into org_head (org, size) values ('acme', $1) on conflict (org) do update set size = excluded.size`,
    [size],
  );
  while ((await projection.projectNext({ maxOrgs: 1, maxRowsPerOrg: 10_000 })) > 0);
}

/** Takes away dead rows and makes statistics, as autovacuum does. */
async function vacuum(): Promise<void> {
  for (const table of ['activity', 'activity_rollup', 'record_counter'])
    await store.admin.query(`vacuum (analyze) ${table}`);
}

const micros = (text: string): Micros => parseInstant(text)!.micros;
const range = { fromMicros: micros('2026-01-05T10:59:00Z'), toMicros: micros('2026-03-20T10:01:00Z') };
const filters: readonly FeedFilter[] = [{}, { types: ['email_sent'] }].flatMap((types) =>
  [{}, { userId: 'u-1' }].flatMap((user) =>
    [{}, { field: 'f-1' }].flatMap((field) => [{}, range].map((span) => ({ ...types, ...user, ...field, ...span }))),
  ),
);
const scopes: readonly FeedScope[] = [{ kind: 'workspace' }, { kind: 'module', datatype: 'deal' }];

it('a total costs the same when the log is five times as long, for every combination of filters', async () => {
  const org = parseOrgId('acme')!;
  const costs = async (): Promise<Record<string, number>> => {
    const found: Record<string, number> = {};
    for (const scope of scopes) {
      for (const filter of filters) {
        const { exact } = await counter.total({ ...filter, org, scope, audience: 'staff' });
        expect(exact).toBe(true);
        found[`${scope.kind} ${Object.keys(filter).join(' ')}`] = buffersRead;
      }
    }
    return found;
  };
  await growTo(12_000);
  await vacuum();
  const short = await costs();
  const dearer = (long: Record<string, number>, times: number): readonly string[] =>
    Object.entries(long)
      .filter(([what, buffers]) => buffers > times * short[what]! + 20)
      .map(([what, buffers]) => `${what}: ${short[what]} → ${buffers}`);
  await growTo(60_000);
  expect(dearer(await costs(), 2)).toEqual([]);
  await vacuum();
  const long = await costs();
  expect(dearer(long, 1.1)).toEqual([]);
  expect(Math.max(...Object.values(long))).toBeLessThan(500);
}, 180_000);

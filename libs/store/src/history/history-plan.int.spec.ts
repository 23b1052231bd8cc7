import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseOrgId, toPosition } from '@activity-log/activity';
import { anActivity, createTestDatabase, type TestDatabase } from '@activity-log/testing';
import { DataSource } from 'typeorm';
import { ActivityLog } from '../append/activity-log.js';
import { createStoreDataSource } from '../data-source.js';
import { selectChange } from './select-change.js';
import { selectUndoFacts } from './select-undo-facts.js';
import { selectVersions } from './select-versions.js';

interface PlanNode {
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

const org = parseOrgId('acme')!;
const contact = { datatype: 'contact', ownerId: 'busy' };
const visits = 50_000;
/** A version costs its index entry and its row; facts and root pages come on top. */
const maxBlocks = 60;

let database: TestDatabase;
let admin: DataSource;
let reader: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  admin = await new DataSource({ type: 'postgres', url: database.adminUrl, installExtensions: false }).initialize();
  reader = await createStoreDataSource({
    url: database.queryUrl,
    role: 'activity_reader',
    poolSize: 1,
    applicationName: 'plan-spec',
  }).initialize();
  const log = new ActivityLog(admin);
  await log.append(
    ['record_created', 'field_changed', 'field_changed', 'record_deleted'].map((type) =>
      anActivity({ org, type, subjects: [contact], changes: [{ field: 'stage', from: 'a', to: 'b' }] }),
    ),
  );
  // Past the append, which takes longer than the test.
  await admin.query(
    `insert into activity (org, position, id, leaf, salt, recorded_at, occurred_at, type, customer_visible, datatype,
                           owner_id, fields, wire)
     select 'acme', n, gen_random_uuid(), decode(repeat('00', 32), 'hex'), decode(repeat('00', 16), 'hex'), now(),
            now(), 'page_visited', false, 'contact', 'busy', '{}', '{"record":{},"user":null}'
       from generate_series(101, 100 + $1) as n`,
    [visits],
  );
});

afterAll(async () => {
  await Promise.all([admin, reader].map((dataSource) => dataSource.destroy()));
  await database.drop();
});

/** Runs a read as the reader does and answers with the plan of what it ran. */
async function planOf(read: (source: Pick<DataSource, 'query'>) => Promise<unknown>): Promise<PlanNode> {
  const plans: PlanNode[] = [];
  const explaining: Pick<DataSource, 'query'> = {
    query: async <T>(sql: string, parameters?: unknown[]): Promise<T> => {
      const rows: readonly { 'QUERY PLAN': readonly [{ Plan: PlanNode }] }[] = await reader.query(
        `explain (analyze, buffers, format json) ${sql}`,
        parameters,
      );
      plans.push(rows[0]!['QUERY PLAN'][0].Plan);
      return reader.query<T>(sql, parameters);
    },
  };
  await read(explaining);
  expect(plans).toHaveLength(1);
  return plans[0]!;
}

const nodesOf = (plan: PlanNode): readonly PlanNode[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
const blocksOf = (plan: PlanNode): number => plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
const indexesOf = (plan: PlanNode): readonly (string | undefined)[] => nodesOf(plan).map((node) => node['Index Name']);

describe.each(['before the first analyze', 'after analyze'])('reading a contact of 50,000 page visits, %s', (when) => {
  beforeAll(async () => {
    if (when === 'after analyze') await admin.query('analyze');
  });

  it('its versions cost what its versions are, not what happened to it', async () => {
    const plan = await planOf((source) =>
      selectVersions(source, { org, ...contact, after: toPosition(0n), limit: 500, maxBytes: 4_000_000 }),
    );
    expect(indexesOf(plan)).toContain('activity_by_version');
    expect(blocksOf(plan)).toBeLessThan(maxBlocks);
  });

  it('what became of a change costs what its versions are', async () => {
    const { activities } = await selectVersions(reader, {
      org,
      ...contact,
      after: toPosition(0n),
      limit: 9,
      maxBytes: 9_000,
    });
    const change = { activity: activities[1]!, ...contact };
    const facts = await planOf((source) => selectUndoFacts(source, { org, change, maxVersions: 10_000 }));
    expect(indexesOf(facts)).toContain('activity_by_version');
    expect(blocksOf(facts)).toBeLessThan(maxBlocks);
    expect(blocksOf(await planOf((source) => selectChange(source, { org, id: change.activity.id })))).toBeLessThan(
      maxBlocks,
    );
  });
});

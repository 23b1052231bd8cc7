import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parseOrgId, type OrgId } from '@activity-log/activity';
import { anActivity, createTestDatabase, waitFor, type TestDatabase } from '@activity-log/testing';
import { DataSource } from 'typeorm';
import { ActivityLog } from '../append/activity-log.js';
import { createStoreDataSource, type StoreRole } from '../data-source.js';
import { addAComment } from '../erasure/store-under-erasure.spec.js';
import { Projection } from '../rollup/projection.js';
import { ReadModelRebuild } from './read-model-rebuild.js';
import { readModels } from './read-models.js';

const acme = parseOrgId('acme')!;
const busy = parseOrgId('busy')!;

let database: TestDatabase;
let sources: readonly DataSource[];
let admin: DataSource;
let log: ActivityLog;
let projection: Projection;
let rebuild: ReadModelRebuild;

beforeAll(async () => {
  database = await createTestDatabase();
  const open = (role: StoreRole, url: string): Promise<DataSource> =>
    createStoreDataSource({ url, role, poolSize: 4, applicationName: role }).initialize();
  const appender = await open('activity_appender', database.queryUrl);
  const projector = await open('activity_projector', database.queryUrl);
  const rebuilder = await open('activity_rebuilder', database.adminUrl);
  admin = await new DataSource({ type: 'postgres', url: database.adminUrl }).initialize();
  sources = [appender, projector, rebuilder, admin];
  log = new ActivityLog(appender);
  projection = new Projection(projector);
  rebuild = new ReadModelRebuild(rebuilder);
  await log.append([...anyActivities('acme', 90), ...anyActivities('other', 5)]);
  const parent = await addAComment(log, { org: acme, ownerId: 'o1' });
  await addAComment(log, { org: acme, ownerId: 'o1', parent });
  await project();
});

afterAll(async () => {
  await Promise.all(sources.map((source) => source.destroy()));
  await database.drop();
});

/** Activities of many kinds: customers and resources twice and in any order, system and users, fields with quotes. */
function anyActivities(org: string, count: number) {
  return Array.from({ length: count }, (_, i) =>
    anActivity({
      org,
      type: ['note_added', 'email_sent', 'field_changed', 'deal_won'][i % 4]!,
      occurredAt: new Date(Date.UTC(2020 + (i % 7), i % 12, (i % 28) + 1, i % 24, i % 60, i % 60, i)).toISOString(),
      user: i % 3 === 0 ? null : { id: `u "${i % 5}"` },
      subjects: [
        { datatype: ['contact', 'deal', 'lead'][i % 3]!, ownerId: `o\\${i % 4}` },
        { datatype: 'contact', ownerId: `o${i % 2}`, name: 'Zoë "Z" \\ 😀' },
        { datatype: 'contact', ownerId: `o${i % 3}` },
      ],
      ...(i % 2 === 0
        ? { changes: [{ field: 'a "b", {c}' }, { field: `f${i % 3}`, to: i }, { field: 'a "b", {c}' }] }
        : {}),
    }),
  );
}

async function project(): Promise<void> {
  while ((await projection.projectNext({ maxOrgs: 8, maxRowsPerOrg: 13 })) > 0);
}

/** Every row of every read model, as text, in one order. */
async function dump(): Promise<Readonly<Record<string, unknown>>> {
  const tables = [...readModels.map(({ table }) => table), 'projection_cursor'];
  const rows = await Promise.all(
    tables.map((table) => admin.query(`select t::text as row from ${table} as t order by t::text collate "C"`)),
  );
  return Object.fromEntries(tables.map((table, i) => [table, rows[i]]));
}

const rebuilt = (org: OrgId, maxRowsPerBatch = 17) => rebuild.rebuild({ org, maxRowsPerBatch });
const changes = async (org: OrgId, maxRowsPerBatch?: number): Promise<number> =>
  (await rebuilt(org, maxRowsPerBatch))!.mended.reduce((sum, { removed, added }) => sum + removed + added, 0);

describe('a rebuild', () => {
  let live: Awaited<ReturnType<typeof dump>>;

  beforeEach(async () => {
    live = await dump();
  });

  it('makes what the append and the projector made, byte for byte, and so changes nothing', async () => {
    for (const table of readModels) expect([table, live[table.table]]).not.toEqual([table, []]);
    expect(await rebuilt(acme)).toMatchObject({ entries: 92n });
    expect(await changes(acme)).toBe(0);
    expect(await dump()).toEqual(live);
  });

  it.each([
    [
      'rows are lost',
      readModels.map(({ table }) => `delete from ${table} where org = 'acme' and ctid::text like '%1)'`),
    ],
    ['everything is lost', readModels.map(({ table }) => `delete from ${table} where org = 'acme'`)],
    [
      'counts are wrong',
      ['subject_counter', 'activity_rollup', 'record_counter'].map(
        (table) => `update ${table} set entries = entries + 1`,
      ),
    ],
    [
      'there are rows of nothing',
      [
        `insert into activity_subject values ('acme', 'contact', 'ghost', true, now(), 3)`,
        `insert into subject_counter values ('acme', 'contact', 'ghost', true, 0)`,
        `insert into activity_field values ('acme', 'ghost', '', '', 'contact', 'note_added', now(), 3)`,
        `insert into activity_rollup values ('acme', 0, '', '', 3, now(), 'ghost', 'note_added', true, 1)`,
        `insert into record_counter values ('acme', 'contact', 'ghost', 'note_added', true, 1)`,
      ],
    ],
    [
      'comments are forged',
      [
        `update comment set text = 'forged', author_name = null where parent_id is not null`,
        `update comment_counter set comments = comments + 1`,
      ],
    ],
    ['rows are moved to another time', [`update activity_subject set occurred_at = occurred_at + interval '1 second'`]],
    ['the projection is behind', [`update projection_cursor set position = 40 where org = 'acme'`]],
  ])('puts everything right when %s', async (_what, corruption) => {
    for (const statement of corruption) await admin.query(statement);
    expect(await dump()).not.toEqual(live);
    for (const org of await rebuild.orgs({ limit: 10 })) await rebuilt(org);
    expect(await dump()).toEqual(live);
  });

  it('touches no other org', async () => {
    await admin.query(`delete from activity_subject where org = 'other'`);
    const broken = await dump();
    expect(await changes(acme)).toBe(0);
    expect(await dump()).toEqual(broken);
    await rebuilt(parseOrgId('other')!);
    expect(await dump()).toEqual(live);
  });

  it('leaves everything as it was when it is killed while it puts things right, and can be run again', async () => {
    await admin.query(`delete from activity_subject where org = 'acme' and position % 2 = 0`);
    await admin.query(`update record_counter set entries = entries + 1 where org = 'acme'`);
    const broken = await dump();
    const failure = await admin.transaction(async (tx) => {
      // Lets it begin to write and holds it in the middle.
      await tx.query('lock table record_counter in share mode');
      const failing = rebuilt(acme).catch((error: unknown) => error);
      await waitFor(async () => {
        const ended: unknown[] = await admin.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and application_name = 'activity_rebuilder' and wait_event_type = 'Lock'`,
        );
        return ended.length > 0;
      });
      return failing;
    });
    expect(failure).toMatchObject({ code: 'store_unavailable', retry: 'later' });
    expect(await dump()).toEqual(broken);
    await rebuilt(acme);
    expect(await dump()).toEqual(live);
  });
});

describe('a rebuild while the services run', () => {
  it('finds nothing wrong where nothing is, and what is, while entries are written and counted', async () => {
    const org = parseOrgId('flowing')!;
    await log.append(anyActivities(org, 40));
    const services = new AbortController();
    const whileRunning = async (work: () => Promise<unknown>): Promise<void> => {
      while (!services.signal.aborted) await work();
    };
    const running = Promise.all([
      whileRunning(() => log.append(anyActivities(org, 5))),
      whileRunning(() => log.append(anyActivities(org, 7))),
      whileRunning(() => projection.projectNext({ maxOrgs: 8, maxRowsPerOrg: 13 })),
    ]);
    try {
      for (let i = 0; i < 3; i += 1) expect(await changes(org, 500)).toBe(0);
      for (const fault of [
        `delete from activity_subject where org = 'flowing' and (datatype, owner_id, position) = ('contact', '', 3)`,
        `update record_counter set entries = entries + 1 where org = 'flowing'`,
        `delete from activity_rollup where org = 'flowing' and grain = 0`,
      ]) {
        await admin.transaction(async (tx) => {
          // Counts that are changed beside a projector's would wait for each other.
          await tx.query(`select from projection_cursor where org = 'flowing' for update`);
          await tx.query(fault);
        });
      }
      const { mended } = (await rebuilt(org, 500))!;
      expect(mended.filter(({ added }) => added > 0).map(({ table }) => table)).toEqual([
        'activity_subject',
        'activity_rollup',
        'record_counter',
      ]);
      expect(mended[0]).toEqual({ table: 'activity_subject', removed: 0, added: 1 });
      expect(await changes(org, 500)).toBe(0);
    } finally {
      services.abort();
      await running;
    }
  });

  it('counts what no projector has counted yet, and finds nothing wrong with it', async () => {
    const org = parseOrgId('uncounted')!;
    await project();
    await log.append(anyActivities(org, 40));
    expect(await changes(org)).toBe(0);
    const live = await dump();
    await project();
    expect(await dump()).toEqual(live);
  });

  it('loses and counts twice nothing of what is appended and projected meanwhile', async () => {
    expect(await rebuilt(busy)).toBeUndefined();
    await log.append(anyActivities('busy', 20));
    const writing = Array.from({ length: 12 }, () => log.append(anyActivities('busy', 20)));
    const projecting = writing.map(async (append) => {
      await append;
      await project();
    });
    for (let i = 0; i < 4; i += 1) {
      await rebuilt(busy);
      await admin.query(`delete from activity_subject where org = 'busy' and position % 5 = 0`);
    }
    await Promise.all(projecting);
    await rebuilt(busy);
    await project();
    const live = await dump();
    expect(await changes(busy)).toBe(0);
    expect(await dump()).toEqual(live);
    const rows: unknown[] = await admin.query(
      `select (select entries::int from activity_rollup where org = 'busy' and split = 0 and grain = 0 limit 1) > 0 as counted,
              (select sum(entries)::int from record_counter where org = 'busy') as records,
              (select position::int from projection_cursor where org = 'busy') as position`,
    );
    expect(rows).toEqual([{ counted: true, records: 260, position: 260 }]);
  }, 30_000);
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseOrgId } from '@activity-log/activity';
import { anActivity, createTestDatabase, type TestDatabase } from '@activity-log/testing';
import { DataSource } from 'typeorm';
import { ActivityLog } from './append/activity-log.js';
import { createStoreDataSource, type StoreRole } from './data-source.js';
import { TimelineReader } from './timeline/timeline-reader.js';

const acme = parseOrgId('acme')!;
const beta = parseOrgId('beta')!;

/** The jobs that query may take on, ingest's among them. */
const serviceRoles = [
  'activity_appender',
  'activity_reader',
  'activity_relay',
  'activity_projector',
  'activity_authenticator',
  'activity_limiter',
] as const satisfies readonly StoreRole[];
type ServiceRole = (typeof serviceRoles)[number];

let database: TestDatabase;
let roles: Record<ServiceRole, DataSource>;
let admin: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  const open = (role: ServiceRole): Promise<DataSource> =>
    createStoreDataSource({
      url: database.queryUrl,
      role,
      poolSize: 1,
      applicationName: 'role-under-test',
    }).initialize();
  roles = Object.fromEntries(
    await Promise.all(serviceRoles.map(async (role) => [role, await open(role)] as const)),
  ) as Record<ServiceRole, DataSource>;
  admin = await new DataSource({ type: 'postgres', url: database.adminUrl, poolSize: 12 }).initialize();
  const log = new ActivityLog(roles.activity_appender);
  await log.append([
    anActivity({ org: 'acme', subjects: [{ datatype: 'contact', ownerId: 'c-1' }] }),
    anActivity({ org: 'beta', subjects: [{ datatype: 'contact', ownerId: 'c-1' }] }),
  ]);
});

afterAll(async () => {
  await Promise.all([...Object.values(roles), admin].map((dataSource) => dataSource.destroy()));
  await database.drop();
});

describe('what the roles of the services may do', () => {
  const refused = [
    'update activity set wire = null',
    `update activity set wire = 'x', leaf = leaf`,
    'delete from activity',
    'truncate activity',
    'delete from activity_subject',
    'update activity_subject set occurred_at = now()',
    'delete from org_head',
    'delete from activity_rollup',
    'delete from record_counter',
    'create table mine (id int)',
    'alter table activity disable trigger all',
    'drop table activity',
  ];
  it.each(serviceRoles)('%s cannot rewrite history', async (role) => {
    for (const statement of refused) {
      await expect(roles[role].query(statement)).rejects.toMatchObject({ driverError: { code: '42501' } });
    }
  });

  it('refuses even the owner an update, a delete and a truncate, as long as the triggers stand', async () => {
    for (const statement of refused.slice(0, 4)) {
      await expect(admin.query(statement)).rejects.toMatchObject({ driverError: { code: '42501' } });
    }
  });

  it('lets a reader write nothing', async () => {
    for (const table of ['org_head', 'relay_cursor', 'outbox', 'projection_cursor']) {
      await expect(roles.activity_reader.query(`insert into ${table} (org) values ('x')`)).rejects.toMatchObject({
        driverError: { code: '42501' },
      });
    }
  });

  it('lets no login of a service rebuild read models', async () => {
    for (const url of [database.ingestUrl, database.queryUrl]) {
      const rebuilder = createStoreDataSource({
        url,
        role: 'activity_rebuilder',
        poolSize: 1,
        applicationName: 'spec',
      });
      await expect(rebuilder.initialize()).rejects.toThrow(/role "activity_rebuilder"/);
    }
  });

  it('gives no service a role that owns a table, is superuser or passes row-level security', async () => {
    const rows: unknown[] = await admin.query(
      `select rolname from pg_roles
        where rolname like 'activity_%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb
              or exists (select from pg_class where relowner = pg_roles.oid))`,
    );
    expect(rows).toEqual([]);
  });
});

describe('row-level security', () => {
  it('shows a reader that names no org nothing', async () => {
    for (const table of [
      'activity',
      'activity_subject',
      'org_head',
      'subject_counter',
      'activity_rollup',
      'record_counter',
      'projection_cursor',
    ]) {
      expect(await roles.activity_reader.query(`select count(*)::int as rows from ${table}`)).toEqual([{ rows: 0 }]);
    }
  });

  it('shows a reader its own org only, whatever the statement asks for', async () => {
    const rows: { org: string }[] = await roles.activity_reader.query(
      `with scope as materialized (select set_config('activity_log.org', 'acme', true))
       select entry.org from scope cross join lateral (select activity.org from activity offset 0) as entry`,
    );
    expect(rows).toEqual([{ org: 'acme' }]);
  });

  it('forgets the org of a statement on a connection that the next one reuses, after an error too', async () => {
    const reader = new TimelineReader(roles.activity_reader);
    const request = { owner: { datatype: 'contact', ownerId: 'c-1' }, audience: 'staff', limit: 10 } as const;
    const ofAcme = await reader.page({ ...request, org: acme }, { kind: 'page', page: 1 });
    expect(ofAcme.entries).toHaveLength(1);
    await expect(
      roles.activity_reader.query(`select set_config('activity_log.org', 'acme', true), 1 / 0`),
    ).rejects.toThrow('division by zero');
    expect(await roles.activity_reader.query('select count(*)::int as rows from activity')).toEqual([{ rows: 0 }]);
    const ofBeta = await reader.page({ ...request, org: beta }, { kind: 'page', page: 1 });
    expect(ofBeta.entries.map(({ id }) => id)).not.toEqual(ofAcme.entries.map(({ id }) => id));
    expect(ofBeta.total).toBe(1n);
  });
});

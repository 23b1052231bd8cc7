import { ActivityLog, createStoreDataSource, Projection } from '@activity-log/store';
import { anActivity, createTestDatabase, type TestDatabase } from '@activity-log/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { actlog, type Answer } from '../recorded-terminal.spec.js';

describe('rebuild', () => {
  let database: TestDatabase;
  let admin: ReturnType<typeof createStoreDataSource>;

  beforeAll(async () => {
    database = await createTestDatabase();
    const open = (role: 'activity_appender' | 'activity_projector' | 'activity_rebuilder', url: string) =>
      createStoreDataSource({ url, role, poolSize: 1, applicationName: 'rebuild-spec' }).initialize();
    const appender = await open('activity_appender', database.ingestUrl);
    const orgs = ['a', 'b', 'c'];
    await new ActivityLog(appender).append(orgs.flatMap((org) => [anActivity({ org }), anActivity({ org })]));
    await appender.destroy();
    const projector = await open('activity_projector', database.queryUrl);
    await new Projection(projector).projectNext({ maxOrgs: 10, maxRowsPerOrg: 10 });
    await projector.destroy();
    admin = await open('activity_rebuilder', database.adminUrl);
  });

  afterAll(async () => {
    await admin.destroy();
    await database.drop();
  });

  const rebuild = (...args: readonly string[]): Promise<Answer> =>
    actlog({ ADMIN_DATABASE_URL: database.adminUrl }, 'rebuild', ...args);

  it('finds nothing wrong with what the services keep', async () => {
    const line = (org: string) => `${org}: 2 entries, nothing was wrong\n`;
    expect(await rebuild()).toMatchObject({ exitCode: 0, output: ['a', 'b', 'c'].map(line).join('') });
  });

  it('says what it put right, in the orgs it was asked for', async () => {
    await admin.query('delete from record_counter');
    const line = (org: string) => `${org}: 2 entries, record_counter -0 +1\n`;
    expect(await rebuild('--org', 'a')).toMatchObject({ exitCode: 0, output: line('a') });
    expect(await rebuild('--after', 'b', '--batch', '1')).toMatchObject({ exitCode: 0, output: line('c') });
    expect(await rebuild('--org', 'b')).toMatchObject({ exitCode: 0, output: line('b') });
  });

  it('fails with 1 for an org that has no log', async () => {
    const complaint = 'actlog: there is no log of an org nobody\n';
    expect(await rebuild('--org', 'nobody')).toMatchObject({ exitCode: 1, output: '', complaint });
  });

  it.each([[['--org', 'no org!']], [['--org', 'a', '--after', 'a']], [['--batch', '0']]])(
    'refuses %j as a usage error',
    async (args) => {
      expect(await rebuild(...args)).toMatchObject({ exitCode: 2, output: '' });
    },
  );

  it('needs the URL of the administrator, as no service may rebuild', async () => {
    expect(await actlog({ DATABASE_URL: database.queryUrl, DATA_DIR: '/nowhere' }, 'rebuild')).toMatchObject({
      exitCode: 2,
      output: '',
    });
    expect(await actlog({ ADMIN_DATABASE_URL: database.queryUrl }, 'rebuild')).toMatchObject({
      exitCode: 1,
      output: '',
    });
  });
});

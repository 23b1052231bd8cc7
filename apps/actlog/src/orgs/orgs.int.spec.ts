import { ActivityLog, createStoreDataSource, Outbox } from '@activity-log/store';
import { anActivity, createTestDatabase, type TestDatabase } from '@activity-log/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { actlog, type Answer } from '../recorded-terminal.spec.js';

describe('org and erase', () => {
  let database: TestDatabase;
  let sources: readonly ReturnType<typeof createStoreDataSource>[];

  beforeAll(async () => {
    database = await createTestDatabase();
    const open = (role: 'activity_appender' | 'activity_relay' | 'activity_reader') =>
      createStoreDataSource({ url: database.queryUrl, role, poolSize: 1, applicationName: 'orgs-spec' }).initialize();
    sources = [await open('activity_appender'), await open('activity_relay')];
    const about = (ownerId: string) => anActivity({ subjects: [{ datatype: 'contact', ownerId }] });
    await new ActivityLog(sources[0]!).append([about('ada'), about('bob'), about('ada'), about('ada')]);
    await publish();
  });

  afterAll(async () => {
    await Promise.all(sources.map((source) => source.destroy()));
    await database.drop();
  });

  const publish = (): Promise<unknown> =>
    new Outbox(sources[1]!).relayNext(
      { maxOrgs: 10, maxRowsPerOrg: 100, maxBytesPerOrg: 1_000_000 },
      { except: [], publish: () => Promise.resolve() },
    );
  const run = (...args: readonly string[]): Promise<Answer> =>
    actlog({ ADMIN_DATABASE_URL: database.adminUrl }, ...args);
  /** What the entries of acme of a type say, in the order of the log. */
  const told = async (type: string): Promise<readonly unknown[]> => {
    const rows: { wire: string }[] = await sources[0]!.query(
      `select wire from activity where org = 'acme' and type = $1 order by position`,
      [type],
    );
    return rows.map(({ wire }) => (JSON.parse(wire) as { metadata: unknown }).metadata);
  };
  const cells = ({ output }: Answer): readonly (readonly string[])[] =>
    output
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/));

  it('set-plan puts an org on a plan, by an activity of its log, and show shows it', async () => {
    expect(cells(await run('org', 'show', '--org', 'acme'))[1]).toEqual(['standard', '4', '0', '0']);
    expect(await run('org', 'set-plan', '--org', 'acme', '--plan', 'enterprise')).toMatchObject({
      exitCode: 0,
      output: 'acme is on the plan enterprise\n',
    });
    expect(cells(await run('org', 'show', '--org', 'acme'))).toEqual([
      ['plan', 'last position', 'retention up to', 'kept by holds'],
      ['enterprise', '5', '0', '0'],
    ]);
    expect(await told('workspace_plan_changed')).toEqual([{ plan: 'enterprise', by: 'postgres' }]);
  });

  it('set-plan to the plan that the org is on says so and appends nothing', async () => {
    expect(await run('org', 'set-plan', '--org', 'acme', '--plan', 'enterprise')).toMatchObject({
      exitCode: 0,
      output: 'acme was on the plan enterprise before\n',
    });
    expect(cells(await run('org', 'show', '--org', 'acme'))[1]).toEqual(['enterprise', '5', '0', '0']);
    expect(await told('workspace_plan_changed')).toHaveLength(1);
  });

  it('hold keeps a customer from erasure until it is lifted', async () => {
    const hold = ['org', 'hold', '--org', 'acme', '--record', 'contact/ada'];
    const erase = ['erase', '--org', 'acme', '--customer', 'contact/ada', '--batch', '2'];
    expect((await run(...hold)).output).toBe('contact/ada of acme is held\n');
    expect((await run(...hold)).output).toBe('contact/ada of acme was held before\n');
    expect((await run('org', 'hold', '--org', 'acme')).output).toBe('acme is held\n');
    expect((await run('org', 'show', '--org', 'acme')).output).toMatch(
      /contact\/ada .* postgres\nthe whole org .* postgres\n$/,
    );
    expect(await run(...erase)).toMatchObject({ exitCode: 1, output: '' });
    expect((await run('org', 'hold', '--org', 'acme', '--lift')).output).toBe('acme is not held any more\n');
    expect((await run('org', 'hold', '--org', 'acme', '--lift')).output).toBe('acme was not held\n');
    expect((await run(...hold, '--lift')).output).toBe('contact/ada of acme is not held any more\n');
    expect((await run(...hold, '--lift')).output).toBe('contact/ada of acme was not held\n');
    expect(await run(...erase)).toMatchObject({ exitCode: 0, output: 'erased 3 entries\n' });
    expect(await told('data_subject_erased')).toEqual([{ erased: 3, kept: 0, by: 'postgres' }]);
    expect(await run(...erase)).toMatchObject({ exitCode: 0, output: 'erased 0 entries\n' });
  });

  it('erase says what is left, and why', async () => {
    await new ActivityLog(sources[0]!).append([anActivity({ subjects: [{ datatype: 'contact', ownerId: 'eve' }] })]);
    const answer = await run('erase', '--org', 'acme', '--customer', 'contact/eve');
    expect(answer).toMatchObject({ exitCode: 1, output: 'erased 0 entries\n' });
    expect(answer.complaint).toContain('0 about a held record too, 1 not published yet');
    await publish();
    expect(await run('erase', '--org', 'acme', '--customer', 'contact/eve')).toMatchObject({ exitCode: 0 });
  });

  it('makes no org that is not there', async () => {
    expect(await run('erase', '--org', 'nobody', '--customer', 'contact/ada')).toMatchObject({ exitCode: 1 });
    const plan = await run('org', 'set-plan', '--org', 'nobody', '--plan', 'standard');
    expect(plan).toMatchObject({ exitCode: 0, output: 'nobody was on the plan standard before\n' });
    const shown = await run('org', 'show', '--org', 'nobody');
    expect(shown).toMatchObject({ exitCode: 1, complaint: 'actlog: there is no log of an org nobody\n' });
  });

  it.each([
    ['early', ['org', 'hold', '--org', 'early']],
    ['new', ['org', 'set-plan', '--org', 'new', '--plan', 'enterprise']],
  ])('tells of an org without a log, which may be misspelt, for %s', async (org, args) => {
    expect(await run(...args)).toMatchObject({ exitCode: 0, complaint: `there is no log of an org ${org} yet\n` });
    expect((await run('org', 'hold', '--org', 'acme', '--lift')).complaint).toBe('');
  });

  it.each([
    [['org', 'set-plan', '--org', 'acme', '--plan', 'gold']],
    [['org', 'hold', '--org', 'acme', '--record', 'deal']],
    [['erase', '--org', 'acme', '--customer', 'deal/d-1']],
    [['erase', '--org', 'acme', '--customer', 'contact/ada', '--batch', '1001']],
    [['erase', '--org', 'acme']],
  ])('refuses %j as a usage error', async (args) => {
    expect(await run(...args)).toMatchObject({ exitCode: 2, output: '' });
  });
});

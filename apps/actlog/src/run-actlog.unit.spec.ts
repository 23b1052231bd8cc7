import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ensureDevelopmentKeys } from '@activity-log/platform';
import { decodeJwt } from 'jose';
import { actlog } from './recorded-terminal.spec.js';

describe('actlog', () => {
  let dataDir: string;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'actlog-'));
  });
  afterEach(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('prints a bare token of the data directory with everything that was asked for', async () => {
    await ensureDevelopmentKeys(dataDir);
    const { exitCode, output } = await actlog(
      { DATA_DIR: dataDir },
      ...['token', '--org', 'acme', '--user', 'usr_1', '--name', 'Sarah Chen', '--email', 'sarah@example.com'],
      ...['--permissions', 'activity:read,activity:write', '--expires', '2h'],
    );
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const claims = decodeJwt(output.trim());
    expect(claims).toMatchObject({
      org: 'acme',
      sub: 'usr_1',
      kind: 'user',
      name: 'Sarah Chen',
      email: 'sarah@example.com',
      permissions: ['activity:read', 'activity:write'],
    });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(7200);
  });

  it('prints a token of a customer', async () => {
    await ensureDevelopmentKeys(dataDir);
    const { output } = await actlog(
      { DATA_DIR: dataDir },
      ...['token', '--org', 'acme', '--user', 'ada', '--kind', 'customer', '--customer', 'contact/contact-abc'],
    );
    expect(decodeJwt(output.trim())).toMatchObject({ kind: 'customer', customer: 'contact/contact-abc' });
  });

  it('fails with 1 and a way out when the stack of the data directory never ran', async () => {
    const answer = await actlog({ DATA_DIR: dataDir }, 'token', '--org', 'acme', '--user', 'usr_1');
    expect(answer).toMatchObject({ exitCode: 1, output: '' });
    expect(answer.complaint).toContain('npm start');
  });

  it.each([
    [['token', '--org', 'acme'], '--user'],
    [['token', '--org', 'acme', '--user', 'u', '--kind', 'robot'], 'kind'],
    [['token', '--org', 'acme', '--user', 'u', '--permissions', 'everything'], 'activity:read'],
    [['token', '--org', 'bad org!', '--user', 'u'], '--org must be the id of an org'],
    [['token', '--org', 'acme', '--user', ''], '--user must be 1 to'],
    [['token', '--org', 'acme', '--user', 'u', '--permissions', 'activity:raed'], 'activity:read'],
    [['token', '--org', 'acme', '--user', 'u', '--permissions', ''], 'activity:read'],
    [['token', '--org', 'acme', '--user', 'u', '--customer', 'contact/c'], '--customer must be for the kind customer'],
    [['token', '--org', 'acme', '--user', 'u', '--kind', 'customer'], '--customer'],
    [['token', '--org', 'acme', '--user', 'u', '--kind', 'customer', '--customer', 'ticket/T-1'], 'contact'],
    [
      ['token', '--org', 'a', '--user', 'u', '--kind=customer', '--customer=contact/c', '--permissions=activity:write'],
      'a customer can have activity:read',
    ],
    [
      ['token', '--org', 'a', '--user', 'u', '--kind=service', '--permissions=activity:read,comment:write'],
      'a service can have activity:read, activity:write, activity:audit, activity:erase, org:admin and nothing else',
    ],
    [
      ['apikey', 'create', '--org', 'a', '--name', 'n', '--scopes', 'activity:read,comment:write'],
      'Scopes are of activity:read, activity:write, activity:audit, activity:erase, org:admin; comments are for members',
    ],
    [['nonsense'], 'nonsense'],
    [['topics', 'create', '--replication-factor', '0'], 'whole number'],
    [['dlt', 'list', '--code', 'bogus'], 'catalogue_breach'],
    [['dlt', 'redrive', '--code', 'bogus'], 'catalogue_breach'],
    [['dlt', 'show', '17'], '0/17'],
    [['dlt', 'redrive'], '--all'],
    [['dlt', 'redrive', '0/1', '--all'], '--all'],
    [['migrate'], 'ADMIN_DATABASE_URL'],
    [['apikey', 'list', '--org', 'acme'], 'ADMIN_DATABASE_URL'],
    [['apikey', 'create', '--org', 'a/b', '--name', 'x', '--scopes', 'activity:read'], '--org'],
    [['apikey', 'create', '--org', 'acme', '--name', ' ', '--scopes', 'activity:read'], '--name'],
    [['apikey', 'create', '--org', 'acme', '--name', 'x', '--scopes', 'activity:reed'], 'activity:read'],
    [['apikey', 'create', '--org', 'acme', '--name', 'x', '--scopes', 'activity:read', '--expires', '0d'], '--expires'],
    [['apikey', 'revoke', '--org', 'acme'], 'key'],
  ])('ends with 2 and says why for %j', async (args, mentioned) => {
    const { exitCode, output, complaint } = await actlog({ DATA_DIR: dataDir }, ...args);
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
    expect(complaint).toContain(mentioned);
  });

  it('ends with 2 for an expiry that is no span', async () => {
    await ensureDevelopmentKeys(dataDir);
    const args = ['token', '--org', 'acme', '--user', 'u', '--expires', 'soon'];
    expect(await actlog({ DATA_DIR: dataDir }, ...args)).toMatchObject({ exitCode: 2, output: '' });
  });

  it('names a bad setting by its rule and not by its value', async () => {
    const { exitCode, complaint } = await actlog({ KAFKA_BROKERS: 'hunter2' }, 'lag');
    expect(exitCode).toBe(2);
    expect(complaint).toContain('KAFKA_BROKERS');
    expect(complaint).not.toContain('hunter2');
  });

  it('prints its version', async () => {
    expect(await actlog({}, '--version')).toMatchObject({
      exitCode: 0,
      output: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as unknown as string,
    });
  });

  it('ends with 0 for help, which lists the commands', async () => {
    const { exitCode, output } = await actlog({}, '--help');
    expect(exitCode).toBe(0);
    expect(commandsOf(output)).toContain('dlt');
  });

  it('tells in the help of each command what it does, in a sentence, and which settings it reads', async () => {
    const seen: string[] = [];
    const waiting = commandsOf((await actlog({}, '--help')).output).map((name) => [name]);
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const { output } = await actlog({}, ...path, '--help');
      expect(output).toMatch(/^Usage: .+\n\n[A-Z][^]+?\.\n\n/);
      const children = commandsOf(output);
      if (children.length === 0) expect(output).toMatch(/\nEnvironment:\n {2}[A-Z_]+ {2}/);
      for (const child of children) waiting.push([...path, child]);
      seen.push(path.join(' '));
    }
    expect(seen).toContain('dlt redrive');
  });
});

/** The names under `Commands:`, but for the help itself. */
function commandsOf(help: string): readonly string[] {
  const [, list = ''] = /\nCommands:\n((?: {2}.+\n)+)/.exec(help) ?? [];
  return [...list.matchAll(/^ {2}(\S+)/gm)].map(([, name = '']) => name).filter((name) => name !== 'help');
}

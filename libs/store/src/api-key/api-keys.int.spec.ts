import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseOrgId } from '@activity-log/activity';
import { createTestDatabase, type TestDatabase } from '@activity-log/testing';
import type { DataSource } from 'typeorm';
import { createStoreDataSource, type StoreRole } from '../data-source.js';
import { ApiKeyFinder } from './api-key-finder.js';
import { ApiKeyKeeper } from './api-key-keeper.js';
import { apiKeyDigest, apiKeySecret } from './api-key-secret.js';

const acme = parseOrgId('acme')!;
const digestOfNew = (): string => apiKeyDigest(apiKeySecret(randomBytes(32)));

describe('API keys in the database', () => {
  let database: TestDatabase;
  let authenticator: DataSource;
  let keeping: DataSource;
  let finder: ApiKeyFinder;
  let keeper: ApiKeyKeeper;

  const open = (url: string, role: StoreRole): Promise<DataSource> =>
    createStoreDataSource({ url, role, poolSize: 1, applicationName: 'api-keys-test' }).initialize();

  beforeAll(async () => {
    database = await createTestDatabase();
    authenticator = await open(database.queryUrl, 'activity_authenticator');
    keeping = await open(database.adminUrl, 'activity_key_keeper');
    finder = new ApiKeyFinder(authenticator);
    keeper = new ApiKeyKeeper(keeping);
  });
  afterAll(async () => {
    await authenticator.destroy();
    await keeping.destroy();
    await database.drop();
  });

  const create = async (id: string, expiresAt?: Date): Promise<string> => {
    const digest = digestOfNew();
    await keeper.create({
      org: acme,
      id,
      name: 'scoring',
      scopes: ['activity:read'],
      digest,
      ...(expiresAt ? { expiresAt } : {}),
    });
    return digest;
  };

  it('are found by their digest until they expire or are revoked', async () => {
    const digest = await create('key_1');
    expect(await finder.find(digest)).toEqual({ org: 'acme', id: 'key_1', name: 'scoring', scopes: ['activity:read'] });
    expect(await finder.find(digestOfNew())).toBeUndefined();
    expect(await finder.find(await create('key_2', new Date(Date.now() - 1)))).toBeUndefined();
    expect(await keeper.revoke({ org: acme, id: 'key_1' })).toBe('revoked');
    expect(await finder.find(digest)).toBeUndefined();
    expect(await keeper.revoke({ org: acme, id: 'key_1' })).toBe('revoked_before');
  });

  it('remember their latest use, whatever the order in which uses are written', async () => {
    const digest = await create('key_3');
    for (const at of ['2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z']) {
      await finder.markUsed({ digest, at: new Date(at) });
    }
    const listed = (await keeper.list(acme)).find(({ id }) => id === 'key_3');
    expect(listed?.lastUsedAt).toEqual(new Date('2026-01-02T00:00:00Z'));
  });

  it('are one row at a time to the one who looks them up, also after a search and after an error', async () => {
    const digest = await create('key_4');
    await finder.find(digest);
    const all = 'select count(*)::int as rows from api_key';
    expect(await authenticator.query(all)).toEqual([{ rows: 0 }]);
    await expect(
      authenticator.query(`select set_config('activity_log.api_key_digest', $1, true), 1 / 0`, [digest]),
    ).rejects.toThrow('division by zero');
    expect(await authenticator.query(all)).toEqual([{ rows: 0 }]);
    await authenticator.query(`select set_config('activity_log.api_key_digest', $1, true)`, ['']);
    expect(await authenticator.query(all)).toEqual([{ rows: 0 }]);
  });

  it.each([
    [
      'activity_authenticator',
      `insert into api_key (org, id, name, scopes, secret_digest) values ('a', 'b', 'c', '{}', '')`,
    ],
    ['activity_authenticator', `update api_key set scopes = '{org:admin}'`],
    ['activity_authenticator', `update api_key set revoked_at = null`],
    ['activity_authenticator', 'delete from api_key'],
    ['activity_authenticator', 'select 1 from activity'],
    ['activity_reader', 'select 1 from api_key'],
    ['activity_appender', 'select 1 from api_key'],
    ['activity_limiter', 'select 1 from api_key'],
    ['activity_limiter', 'select 1 from activity'],
  ] as const)('do not let %s run: %s', async (role, statement) => {
    const connection = await open(database.queryUrl, role);
    await expect(connection.query(statement)).rejects.toMatchObject({ driverError: { code: '42501' } });
    await connection.destroy();
  });

  it('do not let the keeper read a digest, widen a key or bring one back to life under another secret', async () => {
    for (const statement of [
      'select secret_digest from api_key',
      `update api_key set scopes = '{org:admin}'`,
      `update api_key set secret_digest = '\\x00'`,
      'delete from api_key',
      'select 1 from activity',
    ]) {
      await expect(keeping.query(statement)).rejects.toMatchObject({ driverError: { code: '42501' } });
    }
  });

  it('cannot be kept by the logins of the services', async () => {
    for (const url of [database.queryUrl, database.ingestUrl]) {
      const connection = createStoreDataSource({ url, role: 'activity_key_keeper', poolSize: 1, applicationName: 'x' });
      await expect(connection.initialize()).rejects.toThrow();
    }
  });
});

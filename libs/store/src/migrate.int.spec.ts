import { randomUUID } from 'node:crypto';
import { createTestDatabase, testStack, type TestDatabase } from '@activity-log/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { LoginPasswords } from './create-roles.js';
import { loginUrl } from './login-url.js';
import { migrate } from './migrate.js';

/** An empty database in the cluster where the logins of another stack are, and a stranger's login. */
let first: TestDatabase;
let adminUrl: string;
let stranger: string;
const name = `second_${randomUUID().replaceAll('-', '')}`;

beforeAll(async () => {
  first = await createTestDatabase();
  stranger = `stranger_${name}`;
  await statement(first.adminUrl, `create database ${name}`);
  await statement(first.adminUrl, `create role ${stranger} login password 'stranger-password'`);
  const url = new URL(first.adminUrl);
  url.pathname = `/${name}`;
  adminUrl = url.href;
});
afterAll(async () => {
  await statement(first.adminUrl, `drop database ${name} with (force)`);
  await statement(first.adminUrl, `drop role ${stranger}`);
  await first.drop();
});

async function statement(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const connection = await new DataSource({
    type: 'postgres',
    url,
    poolSize: 1,
    applicationName: 'migrate-spec',
    installExtensions: false,
  }).initialize();
  try {
    return await connection.query(sql);
  } finally {
    await connection.destroy();
  }
}

const connects = (url: string): Promise<unknown> => statement(url, 'select 1 as one');

describe('a migration of a database in a cluster that others use', () => {
  it.each([['activity_ingest'], ['activity_query']] as const)(
    'stops before it creates a table when the password of %s is not the one it has, and leaves it',
    async (login) => {
      const passwords: LoginPasswords = { ...testStack().passwords, [login]: 'of-another-data-dir' };
      await expect(migrate({ adminUrl, passwords, existingLogins: 'keep' })).rejects.toMatchObject({
        code: 'login_password_unknown',
        retry: 'never',
        login,
      });
      await connects(first.ingestUrl);
      await connects(first.queryUrl);
      expect(await statement(adminUrl, `select to_regclass('activity') as found`)).toEqual([{ found: null }]);
    },
  );

  it('goes on with the passwords that the logins have, and lets both stacks connect', async () => {
    const { passwords } = testStack();
    expect(await migrate({ adminUrl, passwords, existingLogins: 'keep' })).not.toEqual([]);
    for (const login of ['activity_ingest', 'activity_query'] as const) {
      await connects(loginUrl({ adminUrl, login, password: passwords[login] }));
    }
    await connects(first.ingestUrl);
    await connects(first.queryUrl);
  });

  it('leaves everyone the right to connect', async () => {
    const url = new URL(adminUrl);
    url.username = stranger;
    url.password = 'stranger-password';
    await migrate({ adminUrl });
    await connects(url.href);
  });
});

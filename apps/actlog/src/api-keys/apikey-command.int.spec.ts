import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiKeyDigest, ApiKeyFinder, createStoreDataSource, isApiKey } from '@activity-log/store';
import { createTestDatabase, type TestDatabase } from '@activity-log/testing';
import { actlog, type Answer } from '../recorded-terminal.spec.js';

describe('apikey', () => {
  let database: TestDatabase;
  let authenticator: ReturnType<typeof createStoreDataSource>;
  let finder: ApiKeyFinder;

  beforeAll(async () => {
    database = await createTestDatabase();
    authenticator = createStoreDataSource({
      url: database.queryUrl,
      role: 'activity_authenticator',
      poolSize: 1,
      applicationName: 'apikey-test',
    });
    await authenticator.initialize();
    finder = new ApiKeyFinder(authenticator);
  });
  afterAll(async () => {
    await authenticator.destroy();
    await database.drop();
  });

  const apikey = (...args: readonly string[]): Promise<Answer> =>
    actlog({ ADMIN_DATABASE_URL: database.adminUrl }, 'apikey', ...args);
  const create = (org: string, ...more: readonly string[]): Promise<Answer> =>
    apikey('create', '--org', org, '--name', 'Lead scoring', '--scopes', 'activity:read,activity:audit', ...more);
  const idOf = ({ complaint }: Answer): string => complaint.split(' ', 1)[0] ?? '';

  it('create prints a key that holds, once, and keeps nothing it could be found from', async () => {
    const answer = await create('made', '--expires', '90d');
    expect(answer.exitCode).toBe(0);
    const secret = answer.output.trim();
    expect(isApiKey(secret)).toBe(true);
    const found = await finder.find(apiKeyDigest(secret));
    expect(found).toMatchObject({
      org: 'made',
      id: idOf(answer),
      name: 'Lead scoring',
      scopes: ['activity:read', 'activity:audit'],
    });
    const days = ((found?.expiresAt?.getTime() ?? 0) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(89.9);
    expect(days).toBeLessThanOrEqual(90);
    const listed = await apikey('list', '--org', 'made');
    expect(listed.output).not.toContain(secret.slice(3, 12));
    expect(listed.output).not.toContain(apiKeyDigest(secret).slice(0, 12));
  });

  it('revoke ends the key of its own org, and says when there is nothing to end', async () => {
    const answer = await create('ended');
    const id = idOf(answer);
    expect((await apikey('revoke', '--org', 'made', id)).exitCode).toBe(1);
    expect(await apikey('revoke', '--org', 'ended', id)).toMatchObject({ exitCode: 0, output: `${id} is revoked\n` });
    expect(await finder.find(apiKeyDigest(answer.output.trim()))).toBeUndefined();
    expect((await apikey('revoke', '--org', 'ended', id)).output).toBe(`${id} was revoked before\n`);
    expect((await apikey('revoke', '--org', 'ended', 'key_nobody')).complaint).toContain('no such key');
  });

  it('list shows the keys of one org with their life, oldest first', async () => {
    const first = await create('listed');
    const second = await create('listed', '--expires', '1h');
    await create('other');
    await apikey('revoke', '--org', 'listed', idOf(first));
    await finder.markUsed({ digest: apiKeyDigest(second.output.trim()), at: new Date('2026-11-22T08:00:00Z') });
    const lines = (await apikey('list', '--org', 'listed')).output.trimEnd().split('\n').slice(1);
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
      [idOf(first), 'Lead scoring', 'activity:read,activity:audit', ...[time, 'postgres', '-', time, '-']],
      [idOf(second), 'Lead scoring', 'activity:read,activity:audit', ...[time, 'postgres', time, '-']].concat(
        '2026-11-22T08:00:00.000Z',
      ),
    ]);
  });

  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as unknown as string;
});

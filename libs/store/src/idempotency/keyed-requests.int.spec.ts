import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseOrgId } from '@activity-log/activity';
import { anActivity, createTestDatabase, waitFor, type TestDatabase } from '@activity-log/testing';
import { DataSource } from 'typeorm';
import { ActivityLog } from '../append/activity-log.js';
import { appendActivities } from '../append/append-activities.js';
import { createStoreDataSource } from '../data-source.js';
import { ContentRefused, StoreUnavailable } from '../store-errors.js';
import type { KeyedRequest } from './keyed-request.js';
import { KeyedRequests } from './keyed-requests.js';

const acme = parseOrgId('acme')!;
const answer = { status: 201, headers: { 'x-b': '1', 'x-a': '2' }, body: '{"b":1, "a":"é"}' };

let database: TestDatabase;
let appender: DataSource;
let reader: DataSource;
let admin: DataSource;
let log: ActivityLog;
let requests: KeyedRequests;

beforeAll(async () => {
  database = await createTestDatabase();
  const open = (role: 'activity_appender' | 'activity_reader'): Promise<DataSource> =>
    createStoreDataSource({
      url: database.queryUrl,
      role,
      poolSize: 4,
      applicationName: 'keys-under-test',
    }).initialize();
  appender = await open('activity_appender');
  reader = await open('activity_reader');
  admin = await new DataSource({ type: 'postgres', url: database.adminUrl, poolSize: 4 }).initialize();
  log = new ActivityLog(appender);
  requests = new KeyedRequests({ log, appender });
});

afterAll(async () => {
  await Promise.all([appender, reader, admin].map((dataSource) => dataSource.destroy()));
  await database.drop();
});

const keyed = (key: string, more: Partial<KeyedRequest> = {}): KeyedRequest => ({
  org: acme,
  principal: 'user:usr_1',
  route: 'manage',
  key,
  digest: Buffer.alloc(32, 1),
  ...more,
});

async function sizeOf(org: string): Promise<number> {
  const rows: { size: number }[] = await admin.query('select size::int as size from org_head where org = $1', [org]);
  return rows[0]?.size ?? 0;
}

describe('a keyed request', () => {
  it('gives its answer again as it was, headers and body', async () => {
    const request = { org: acme, keyed: keyed('again') };
    expect(await requests.once(request, () => Promise.resolve(answer))).toEqual({ kind: 'done', answer });
    const repeated = await requests.once(request, () => Promise.reject(new Error('done twice')));
    expect(repeated).toEqual({ kind: 'answered', answer });
  });

  it('takes everything back and leaves its key free when its work throws, and throws what the work threw', async () => {
    const request = { org: acme, keyed: keyed('thrown') };
    const before = await sizeOf('acme');
    const refusal = new Error('not like this');
    const refused = requests.once(request, async (tx) => {
      await appendActivities(tx, [anActivity({ org: 'acme' })]);
      throw refusal;
    });
    await expect(refused).rejects.toBe(refusal);
    expect(await sizeOf('acme')).toBe(before);
    expect(await requests.once(request, () => Promise.resolve(answer))).toMatchObject({ kind: 'done' });
  });

  it('stores nothing when the answer cannot be stored', async () => {
    const before = await sizeOf('acme');
    const write = requests.once({ org: acme, keyed: keyed('nul') }, async (tx) => {
      await appendActivities(tx, [anActivity({ org: 'acme' })]);
      return { ...answer, body: 'a\0b' };
    });
    await expect(write).rejects.toBeInstanceOf(ContentRefused);
    expect(await sizeOf('acme')).toBe(before);
  });

  it('is free again once the connection that had it in hand is gone', async () => {
    let pid = 0;
    const lost = requests.once({ org: acme, keyed: keyed('lost') }, async (tx) => {
      const [row]: { pid: number }[] = await tx.query('select pg_backend_pid() as pid');
      pid = row!.pid;
      await tx.query('select pg_sleep(3)');
      return answer;
    });
    const verdict = expect(lost).rejects.toBeInstanceOf(StoreUnavailable);
    await waitFor(() => pid > 0);
    expect(await requests.once({ org: acme, keyed: keyed('lost') }, () => Promise.resolve(answer))).toEqual({
      kind: 'in_flight',
    });
    await admin.query('select pg_terminate_backend($1)', [pid]);
    const taken = await waitFor(async () => {
      const outcome = await requests.once({ org: acme, keyed: keyed('lost') }, () => Promise.resolve(answer));
      return outcome.kind === 'in_flight' ? undefined : outcome;
    });
    expect(taken).toEqual({ kind: 'done', answer });
    await verdict;
  });
});

describe('expired keys', () => {
  it('are deleted in bounded batches, and no others are', async () => {
    await admin.query(
      `insert into idempotency_key (org, principal, route, key, request_digest, status, headers, body, expires_at)
       select 'beta', 'user:u', 'manage', n::text, decode(repeat('00', 32), 'hex'), 201, '{}', '{}',
              now() + make_interval(hours => case when n <= 25 then -1 else 1 end)
         from generate_series(1, 30) as n`,
    );
    const counts = [
      await requests.forgetExpired(10),
      await requests.forgetExpired(10),
      await requests.forgetExpired(10),
    ];
    expect(counts).toEqual([10, 10, 5]);
    expect(await admin.query(`select count(*)::int as left from idempotency_key where org = 'beta'`)).toEqual([
      { left: 5 },
    ]);
  });

  it('that somebody has in hand are left alone, without waiting', async () => {
    await admin.query(`update idempotency_key set expires_at = now() where org = 'beta'`);
    await admin.transaction(async (tx) => {
      await tx.query(`select from idempotency_key where org = 'beta' and key = '26' for update`);
      expect(await requests.forgetExpired(10)).toBe(4);
    });
    expect(await requests.forgetExpired(10)).toBe(1);
  });
});

describe('the tables of comments and keys', () => {
  it('give a reader no key, no write, and comments of its own org only', async () => {
    for (const statement of [
      'select * from idempotency_key',
      `insert into comment (org) values ('acme')`,
      'update comment set text = null',
      'delete from comment',
    ]) {
      await expect(reader.query(statement)).rejects.toMatchObject({ driverError: { code: '42501' } });
    }
    expect(await reader.query('select count(*)::int as rows from comment')).toEqual([{ rows: 0 }]);
  });

  it('let an appender neither delete a comment nor move it', async () => {
    for (const statement of [
      'delete from comment',
      'truncate comment',
      'update comment set position = position',
      'update comment set author_id = author_id',
      'update comment set created_at = now()',
      'truncate idempotency_key',
    ]) {
      await expect(appender.query(statement)).rejects.toMatchObject({ driverError: { code: '42501' } });
    }
  });
});

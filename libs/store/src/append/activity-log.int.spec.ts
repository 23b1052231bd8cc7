import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Activity } from '@activity-log/activity';
import { anActivity, createTestDatabase, waitFor, type TestDatabase } from '@activity-log/testing';
import { DataSource } from 'typeorm';
import { createStoreDataSource } from '../data-source.js';
import { StoreUnavailable } from '../store-errors.js';
import { ActivityLog } from './activity-log.js';

let database: TestDatabase;
let appender: DataSource;
let admin: DataSource;
let log: ActivityLog;

beforeAll(async () => {
  database = await createTestDatabase();
  appender = await createStoreDataSource({
    url: database.ingestUrl,
    role: 'activity_appender',
    poolSize: 10,
    applicationName: 'appender-under-test',
  }).initialize();
  admin = await new DataSource({ type: 'postgres', url: database.adminUrl, poolSize: 12 }).initialize();
  log = new ActivityLog(appender);
});

afterAll(async () => {
  await appender.destroy();
  await admin.destroy();
  await database.drop();
});

async function positionsOf(org: string): Promise<bigint[]> {
  const rows: { position: string }[] = await admin.query(
    'select position from activity where org = $1 order by position',
    [org],
  );
  return rows.map(({ position }) => BigInt(position));
}

const appenderWaiting = `from pg_stat_activity
  where application_name = 'appender-under-test' and wait_event_type = 'Lock'`;

async function appenderWaitsForLock(): Promise<void> {
  await waitFor(async () => {
    const rows: unknown[] = await admin.query(`select 1 ${appenderWaiting}`);
    return rows.length === 1;
  });
}

const dense = (size: number): bigint[] => Array.from({ length: size }, (_, i) => BigInt(i + 1));

describe('appending', () => {
  it('stores an activity once when it arrives again, in the same batch and in a later one', async () => {
    const once = anActivity({ org: 'again' });
    const first = await log.append([once, once]);
    expect(first.map(({ kind }) => kind)).toEqual(['appended', 'duplicate']);
    expect(await log.append([once])).toEqual([{ ...first[0], kind: 'duplicate' }]);
    expect(await positionsOf('again')).toEqual([1n]);
  });

  it('keeps the first of two contents under one identity', async () => {
    const org = 'conflict';
    const first = anActivity({ org, eventId: 'evt_1', summary: 'first' });
    await log.append([first]);
    expect(await log.append([anActivity({ org, eventId: 'evt_1', summary: 'second' })])).toEqual([
      { kind: 'id_conflict', position: 1n },
    ]);
    const rows: { wire: string }[] = await admin.query('select wire from activity where org = $1', [org]);
    expect(rows).toEqual([{ wire: first.wire }]);
  });

  it('isolates a value that the database refuses and stores its neighbours', async () => {
    const org = 'refused';
    const batch = Array.from({ length: 7 }, () => anActivity({ org }));
    // The decoder screens NUL; this is what would happen if a screen had a hole.
    batch[3] = { ...batch[3]!, wire: '{"summary":"\u0000"}' };
    const outcomes = await log.append(batch);
    expect(outcomes.map(({ kind }) => kind)).toEqual([
      ...Array<string>(3).fill('appended'),
      'refused',
      ...Array<string>(3).fill('appended'),
    ]);
    expect(outcomes[3]).toEqual({ kind: 'refused', sqlState: '22021' });
    expect(await positionsOf('refused')).toEqual(dense(6));
  });

  it('leaves nothing behind when its connection is ended before the commit, and loses nothing when given again', async () => {
    const org = 'terminated';
    const batch = Array.from({ length: 5 }, () => anActivity({ org }));
    await log.append([anActivity({ org })]);
    const blocker = admin.createQueryRunner();
    await blocker.startTransaction();
    await blocker.query('select from org_head where org = $1 for update', [org]);
    const append = log.append(batch);
    const verdict = expect(append).rejects.toBeInstanceOf(StoreUnavailable);
    await appenderWaitsForLock();
    await admin.query(`select pg_terminate_backend(pid) ${appenderWaiting}`);
    await verdict;
    await blocker.rollbackTransaction();
    await blocker.release();

    expect(await positionsOf('terminated')).toEqual([1n]);
    await log.append(batch);
    expect(await positionsOf('terminated')).toEqual(dense(6));
  });

  it('begins a log anew when the database was emptied below a running writer', async () => {
    await log.append([anActivity({ org: 'restored' })]);
    await admin.query('alter table activity disable trigger activity_append_only');
    for (const table of ['activity', 'activity_subject', 'subject_counter', 'outbox', 'relay_cursor', 'org_head']) {
      await admin.query(`delete from ${table} where org = 'restored'`);
    }
    await admin.query('alter table activity enable trigger activity_append_only');
    expect(await log.append([anActivity({ org: 'restored' })])).toMatchObject([{ kind: 'appended', position: 1n }]);
  });

  it('gives an entry no earlier time of recording than the entry before it', async () => {
    const org = 'clock';
    await log.append([anActivity({ org })]);
    await admin.query(`update org_head set recorded_at = '2999-01-01T00:00:00Z' where org = $1`, [org]);
    const [outcome] = await log.append([anActivity({ org })]);
    expect(outcome).toMatchObject({ kind: 'appended', recordedAt: { text: '2999-01-01T00:00:00Z' } });
  });
});

describe('the order of a log under concurrent writers', () => {
  const writers = 8;
  const batchesEach = 25;
  const perBatch = 20;

  async function writeAll(orgs: readonly string[]): Promise<void> {
    await Promise.all(
      Array.from({ length: writers }, async () => {
        for (let n = 0; n < batchesEach; n += 1) {
          const batch = Array.from({ length: perBatch }, (_, i): Activity => {
            return anActivity({ org: orgs[(n * perBatch + i) % orgs.length]! });
          });
          await log.append(batch);
        }
      }),
    );
  }

  /** Polls "after the last I saw" until the writers are done: what a subscriber of positions does. */
  async function followWhile(org: string, writing: Promise<void>): Promise<bigint[]> {
    const seen: bigint[] = [];
    let writingDone = (): boolean => false;
    const finished = writing.finally(() => {
      writingDone = () => true;
    });
    for (;;) {
      // Asked before the read, so that the read after the last commit is the last.
      const last = writingDone();
      const rows: { position: string }[] = await admin.query(
        'select position from activity where org = $1 and position > $2 order by position',
        [org, (seen.at(-1) ?? 0n).toString()],
      );
      seen.push(...rows.map(({ position }) => BigInt(position)));
      if (last) break;
    }
    await finished;
    return seen;
  }

  it('is dense on one org, and who follows the positions misses none', async () => {
    const org = 'busy';
    const seen = await followWhile(org, writeAll([org]));
    expect(seen).toEqual(dense(writers * batchesEach * perBatch));
  });

  it('is dense on each of 50 orgs that share their batches, without a deadlock', async () => {
    const orgs = Array.from({ length: 50 }, (_, i) => `org-${i}`);
    const deadlocks = async (): Promise<string> => {
      const rows: { deadlocks: string }[] = await admin.query(
        'select deadlocks from pg_stat_database where datname = current_database()',
      );
      return rows[0]!.deadlocks;
    };
    const before = await deadlocks();
    const seen = await followWhile(orgs[49]!, writeAll(orgs));
    expect(seen).toEqual(dense((writers * batchesEach * perBatch) / 50));
    for (const org of orgs) expect(await positionsOf(org)).toEqual(seen);
    expect(await deadlocks()).toBe(before);
  });

  it('makes the later of two writers wait, so that no one sees n + 1 without n', async () => {
    const org = 'order';
    await log.append([anActivity({ org })]);
    const slow = admin.createQueryRunner();
    await slow.startTransaction();
    await slow.query('select from org_head where org = $1 for update', [org]);
    const fast = log.append([anActivity({ org })]);
    await appenderWaitsForLock();
    expect(await positionsOf('order')).toEqual([1n]);
    await slow.rollbackTransaction();
    await slow.release();
    await fast;
    expect(await positionsOf('order')).toEqual([1n, 2n]);
  });
});

describe('a reader of "bigserial > last seen", the naive way', () => {
  it('loses rows: numbers are given at the insert and become visible at the commit', async () => {
    await admin.query('create table naive_log (id bigserial primary key, writer int not null)');
    const runners = await Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        const runner = admin.createQueryRunner();
        await runner.startTransaction();
        return { runner, writer };
      }),
    );
    for (const { runner, writer } of runners)
      await runner.query('insert into naive_log (writer) values ($1)', [writer]);

    const seen: bigint[] = [];
    for (const { runner } of runners.reverse()) {
      await runner.commitTransaction();
      await runner.release();
      const rows: { id: string }[] = await admin.query('select id from naive_log where id > $1 order by id', [
        (seen.at(-1) ?? 0n).toString(),
      ]);
      seen.push(...rows.map(({ id }) => BigInt(id)));
    }
    expect(seen).toEqual([8n]);
  });
});

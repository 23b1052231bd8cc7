import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { parseOrgId, type OutgoingActivity } from '@activity-log/activity';
import { anActivity, createTestDatabase, HistoryChecker, type TestDatabase } from '@activity-log/testing';
import { DataSource } from 'typeorm';
import { ActivityLog } from '../append/activity-log.js';
import { createStoreDataSource } from '../data-source.js';
import { Outbox, type RelayBounds } from './outbox.js';

let database: TestDatabase;
let appender: DataSource;
let relay: DataSource;
let admin: DataSource;
let log: ActivityLog;
let outbox: Outbox;

const bounds: RelayBounds = { maxOrgs: 4, maxRowsPerOrg: 7, maxBytesPerOrg: 1_000_000 };

beforeAll(async () => {
  database = await createTestDatabase();
  const open = (role: 'activity_appender' | 'activity_relay'): Promise<DataSource> =>
    createStoreDataSource({ url: database.queryUrl, role, poolSize: 4, applicationName: 'outbox-spec' }).initialize();
  appender = await open('activity_appender');
  relay = await open('activity_relay');
  admin = await new DataSource({ type: 'postgres', url: database.adminUrl }).initialize();
  log = new ActivityLog(appender);
  outbox = new Outbox(relay);
});

afterAll(async () => {
  await Promise.all([appender, relay, admin].map((dataSource) => dataSource.destroy()));
  await database.drop();
});

afterEach(async () => {
  await drain();
});

const fill = (org: string, count: number) => log.append(Array.from({ length: count }, () => anActivity({ org })));

/** Takes turns until nothing is left; what came out is added to `published` in the order of publishing. */
async function drain(published: OutgoingActivity[] = [], source: Outbox = outbox): Promise<OutgoingActivity[]> {
  for (;;) {
    const turn = await source.relayNext(bounds, {
      except: [parseOrgId('gap')!],
      publish: (activities) => {
        published.push(...activities);
        return Promise.resolve();
      },
    });
    if (turn.published === 0) return published;
  }
}

describe('a relay', () => {
  it('publishes every activity once, per org in log order, with two relays at once', async () => {
    const orgs = Array.from({ length: 10 }, (_, i) => `pair-${i}`);
    const writing = Promise.all(orgs.flatMap((org) => [fill(org, 30), fill(org, 21)]));
    const topic: OutgoingActivity[] = [];
    await Promise.all([drain(topic), drain(topic, new Outbox(relay))]);
    await writing;
    await drain(topic);

    const checker = new HistoryChecker();
    const stored: { org: string; id: string; position: string }[] = await admin.query(
      `select org, 'act_' || replace(id::text, '-', '') as id, position from activity where org like 'pair-%'`,
    );
    checker.stored(stored.map((row) => ({ ...row, position: BigInt(row.position) })));
    for (const entry of topic) checker.published({ ...entry, partition: 0 });
    checker.verify();
    expect(topic).toHaveLength(510);
    expect(new Set(topic.map(({ id }) => id)).size).toBe(510);
  });

  it('hands an org to one relay at a time and the other orgs to the next', async () => {
    await fill('held', 3);
    await fill('free', 3);
    const seen: string[][] = [];
    await outbox.relayNext(
      { ...bounds, maxOrgs: 1 },
      {
        except: [],
        publish: async (held) => {
          seen.push(held.map(({ org }) => org));
          seen.push((await drain([], new Outbox(relay))).map(({ org }) => org));
        },
      },
    );
    expect(seen).toEqual([Array(3).fill('held'), Array(3).fill('free')]);
  });

  it('does not advance when publishing fails, and gives the same again', async () => {
    await fill('retry', 3);
    const failure = new Error('the broker is away');
    await expect(outbox.relayNext(bounds, { except: [], publish: () => Promise.reject(failure) })).rejects.toBe(
      failure,
    );
    expect((await outbox.lag()).rows).toBe(3);
    expect((await drain()).map(({ position }) => position)).toEqual([1n, 2n, 3n]);
    expect(await outbox.lag()).toEqual({ rows: 0, seconds: 0 });
  });

  it('reads no more of an org at a time than its bounds, but always one', async () => {
    await fill('bounded', 10);
    const turn = (limits: Partial<RelayBounds>) =>
      outbox.relayNext({ ...bounds, ...limits }, { except: [], publish: () => Promise.resolve() });
    expect(await turn({ maxRowsPerOrg: 4 })).toEqual({ published: 4, gaps: [] });
    expect(await turn({ maxBytesPerOrg: 1 })).toEqual({ published: 1, gaps: [] });
    expect((await outbox.lag()).rows).toBe(5);
  });

  it('stops an org whose log has a gap, publishes what came before it, and goes on with the others', async () => {
    await fill('gap', 5);
    await admin.query('alter table activity disable trigger activity_append_only');
    await admin.query(`delete from activity where org = 'gap' and position = 3`);
    await admin.query('alter table activity enable trigger activity_append_only');
    await fill('whole', 2);

    const published: OutgoingActivity[] = [];
    const turn = await outbox.relayNext(bounds, {
      except: [],
      publish: (activities) => {
        published.push(...activities);
        return Promise.resolve();
      },
    });
    expect(turn.gaps).toMatchObject([{ code: 'log_gap', org: 'gap', expected: 3n, found: 4n }]);
    expect(published.map(({ org, position }) => `${org} ${position}`).sort()).toEqual([
      'gap 1',
      'gap 2',
      'whole 1',
      'whole 2',
    ]);
  });

  it('carries the keys and the trace of the event', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await log.append([anActivity({ org: 'trace', correlationId: 'corr', causationId: 'cause', traceparent })]);
    expect(await drain()).toMatchObject([
      {
        correlationId: 'corr',
        causationId: 'cause',
        traceparent,
        firstSubject: { datatype: 'ticket', ownerId: 'T-1' },
      },
    ]);
  });
});

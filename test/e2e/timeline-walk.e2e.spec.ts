import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createActivityLogClient, type ActivityLogClient, type components } from '@activity-log/client';
import { createActivityPublisher, customType, type ActivityPublisher } from '@activity-log/contracts';
import { createTestDatabase, testStack, waitFor, type TestDatabase } from '@activity-log/testing';
import { LogUnderTest } from '../services/log-under-test.js';

const org = 'acme';
const beforeTheWalk = 60;
const sameSecond = '2026-03-01T12:00:00Z';

let database: TestDatabase;
let log: LogUnderTest;
let publisher: ActivityPublisher;
let client: ActivityLogClient;

beforeAll(async () => {
  database = await createTestDatabase();
  log = await LogUnderTest.create({ ...database, brokers: testStack().brokers });
  publisher = createActivityPublisher({
    kafka: { producer: log.producer },
    source: '/crm/walk',
    topic: log.topics.domainEvents,
  });
  const [query] = await Promise.all([log.startQuery(), log.startIngest()]);
  client = createActivityLogClient({ baseUrl: query.baseUrl, token: () => log.token(org), org });
}, 60_000);

afterAll(async () => {
  await log.close();
  await database.drop();
}, 30_000);

async function publish(times: readonly string[]): Promise<string[]> {
  const published = await publisher.publishActivities(
    times.map((time) => ({
      org,
      type: customType('site_inspected'),
      time,
      user: null,
      subjects: [{ datatype: 'contact', ownerId: 'contact-abc' }],
    })),
  );
  return published.map(({ activityId }) => activityId);
}

async function page(query: { pageSize: number } | { cursor: string }): Promise<components['schemas']['ActivityList']> {
  const { data, error } = await client.GET('/api/crm/activity/by-customer/{datatype}/{ownerId}', {
    params: { path: { datatype: 'contact', ownerId: 'contact-abc' }, query },
  });
  if (error) throw new Error(error.detail);
  return data;
}

describe('a client that walks to the oldest entry and then asks for what is new', () => {
  it('sees each entry exactly once while new, late and equal-timestamp entries arrive', async () => {
    const written = await publish(
      Array.from({ length: beforeTheWalk }, (_, n) => (n % 2 ? sameSecond : `2026-03-01T12:00:${n % 60}Z`)).map(
        (time) => time.replace(/:(\d)Z$/, ':0$1Z'),
      ),
    );
    await waitFor(async () => (await log.storedCount()) === beforeTheWalk);

    const seen: string[] = [];
    let older = await page({ pageSize: 7 });
    const { prev_cursor: since } = older.meta;
    seen.push(...older.data.map(({ id }) => id));
    while (older.meta.next_cursor !== null) {
      const late = await publish(['2026-12-31T00:00:00Z', '2001-01-01T00:00:00Z', sameSecond]);
      written.push(...late);
      const expected = written.length;
      await waitFor(async () => (await log.storedCount()) === expected);
      older = await page({ cursor: older.meta.next_cursor });
      seen.push(...older.data.map(({ id }) => id));
    }
    expect(new Set(seen).size).toBe(beforeTheWalk);
    expect(written.length).toBeGreaterThan(beforeTheWalk + 15);

    let cursor = since;
    for (;;) {
      const newer = await page({ cursor });
      if (newer.data.length === 0) break;
      const positions = newer.data.map(({ position }) => BigInt(position));
      expect(positions).toEqual([...positions].sort((a, b) => Number(a - b)));
      seen.push(...newer.data.map(({ id }) => id));
      cursor = newer.meta.prev_cursor;
    }
    expect(seen).toHaveLength(written.length);
    expect(new Set(seen)).toEqual(new Set(written));

    // And the walk can be picked up once more from where it ended.
    const [afterwards] = await publish([sameSecond]);
    await waitFor(async () => (await page({ cursor })).data.length > 0);
    expect((await page({ cursor })).data.map(({ id }) => id)).toEqual([afterwards]);
  }, 60_000);
});

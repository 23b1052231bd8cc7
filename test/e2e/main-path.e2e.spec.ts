import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isCustomerDatatype, typeCatalogue } from '@activity-log/activity';
import { createActivityPublisher, type ActivityPublisher, type PublishedEvent } from '@activity-log/contracts';
import { createTestDatabase, testStack, waitFor, type TestDatabase } from '@activity-log/testing';
import { anEventOfType } from '../services/an-event-of-type.js';
import { LogUnderTest } from '../services/log-under-test.js';
import type { ServiceProcess } from '../services/service-process.js';

interface TimelineAnswer {
  readonly data: readonly { readonly id: string; readonly type: string; readonly position: string }[];
  readonly meta: { readonly total: number };
}

let database: TestDatabase;
let log: LogUnderTest;
let publisher: ActivityPublisher;
let queries: readonly ServiceProcess[];
const acknowledged: { org: string; id: string }[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  log = await LogUnderTest.create({ ...database, brokers: testStack().brokers });
  publisher = createActivityPublisher({
    kafka: { producer: log.producer },
    source: '/crm/e2e',
    topic: log.topics.domainEvents,
  });
  // Two of each, side by side, for everything that follows.
  const [first, second] = await Promise.all([log.startQuery(), log.startQuery(), log.startIngest(), log.startIngest()]);
  queries = [first, second];
}, 60_000);

afterAll(async () => {
  await log.close();
  await database.drop();
}, 30_000);

function acknowledge(org: string, published: readonly PublishedEvent[]): void {
  acknowledged.push(...published.map(({ activityId }) => ({ org, id: activityId })));
}

async function timeline(org: string, path: string, query = 0): Promise<TimelineAnswer> {
  const answer = await fetch(`${queries[query]!.baseUrl}/crm/activity/${path}`, { headers: await log.headers(org) });
  expect(answer.status).toBe(200);
  return (await answer.json()) as TimelineAnswer;
}

describe('from the topic of events to the timelines and on to the topic of activities', () => {
  it.each(typeCatalogue.map(({ type }) => type))('brings %s to each of its subjects and onward', async (type) => {
    const event = anEventOfType(type, 'catalogue');
    const published = await publisher.publishActivity(event);
    acknowledge('catalogue', [published]);

    for (const { datatype, ownerId } of event.subjects) {
      const route = isCustomerDatatype(datatype) ? 'by-customer' : 'by-resource';
      for (const query of [0, 1]) {
        const found = await waitFor(async () => {
          const { data } = await timeline('catalogue', `${route}/${datatype}/${ownerId}?pageSize=200`, query);
          return data.find(({ id }) => id === published.activityId);
        });
        expect(found.type).toBe(type);
      }
    }
    const onward = await waitFor(async () => (await log.published()).find(({ id }) => id === published.activityId));
    expect(onward).toMatchObject({ org: 'catalogue', type, activity: { type, subjects: event.subjects } });
  });

  it('carries correlation, causation and trace context from the event to the activity on the topic', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const carried = { correlationId: 'corr-1', causationId: 'act_00000000000000000000000000000001', traceparent };
    const published = await publisher.publishActivity({ ...anEventOfType('note_added', 'catalogue'), ...carried });
    acknowledge('catalogue', [published]);
    const onward = await waitFor(async () => (await log.published()).find(({ id }) => id === published.activityId));
    expect(onward).toMatchObject(carried);
  });

  it('makes 10,000 activities of the same 10,000 events published twice', async () => {
    const events = Array.from({ length: 10_000 }, (_, n) => ({
      ...anEventOfType('ticket_replied', `twice-${n % 3}`),
      id: `evt_${n}`,
      time: new Date(Date.UTC(2026, 0, 1) + n * 1000),
    }));
    const before = await log.storedCount();
    for (const round of [1, 2]) {
      for (let n = 0; n < events.length; n += 1_000) {
        const chunk = events.slice(n, n + 1_000);
        const published = await publisher.publishActivities(chunk);
        if (round === 1)
          published.forEach(({ activityId }, i) => acknowledged.push({ org: chunk[i]!.org, id: activityId }));
      }
    }
    await waitFor(async () => (await log.lag()) === 0n, { timeoutMs: 60_000, describe: 'ingest to catch up' });
    expect((await log.storedCount()) - before).toBe(10_000);
  }, 90_000);

  it('has published exactly the log in the end, per org in the order of the log', async () => {
    await waitFor(async () => (await log.published()).length >= acknowledged.length, {
      timeoutMs: 60_000,
      describe: 'the relays to catch up',
    });
    await log.verify(acknowledged);
    // Nothing crashed, so nothing is repeated either.
    expect((await log.published()).length).toBe(acknowledged.length);
    expect(await log.deadLetters()).toEqual([]);
  }, 90_000);

  it('drains and exits with 0 on SIGTERM', async () => {
    const ingest = await log.startIngest();
    expect(await ingest.stop()).toBe(0);
    const query = await log.startQuery();
    expect(await query.stop()).toBe(0);
  }, 60_000);
});

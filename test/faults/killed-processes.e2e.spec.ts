import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createActivityPublisher, type ActivityPublisher } from '@activity-log/contracts';
import { waitFor } from '@activity-log/testing';
import { anEventOfType } from '../services/an-event-of-type.js';
import { holdStatements } from '../services/hold-statements.js';
import { LogUnderTest } from '../services/log-under-test.js';
import { startOwnStack, type OwnStack } from '../services/own-stack.js';

let stack: OwnStack;
let log: LogUnderTest;
let publisher: ActivityPublisher;
let acknowledged: { org: string; id: string }[];

beforeAll(async () => {
  stack = await startOwnStack();
}, 60_000);

afterAll(async () => {
  await stack.stop();
}, 30_000);

beforeEach(async () => {
  log = await LogUnderTest.create(stack);
  publisher = createActivityPublisher({
    kafka: { producer: log.producer },
    source: '/crm/faults',
    topic: log.topics.domainEvents,
  });
  acknowledged = [];
}, 30_000);

afterEach(async () => {
  await log.close();
}, 30_000);

/** Publishes events of one record of the org, so that they are one partition and one batch; their number in the log rises by it. */
async function publish(org: string, count: number): Promise<void> {
  const published = await publisher.publishActivities(
    Array.from({ length: count }, () => anEventOfType('note_added', org)),
  );
  acknowledged.push(...published.map(({ activityId }) => ({ org, id: activityId })));
}

async function storedOf(org: string): Promise<number> {
  return (await log.stored()).filter((entry) => entry.org === org).length;
}

const patient = { timeoutMs: 60_000 };

describe('kill -9 of ingest', () => {
  it('between the inserts and the commit loses nothing and stores nothing twice', async () => {
    const ingest = await log.startIngest();
    const held = await holdStatements(log.admin, { operation: 'update', table: 'org_head' });
    await publish('before-commit', 50);
    await held.arrived();
    await ingest.kill();
    await held.release();
    expect(await storedOf('before-commit')).toBe(0);

    await log.startIngest();
    await waitFor(async () => (await storedOf('before-commit')) === 50, patient);
    await waitFor(async () => (await log.lag()) === 0n, patient);
    await log.verify(acknowledged);
  }, 120_000);

  it('between the commit and the offset stores nothing twice', async () => {
    const ingest = await log.startIngest();
    const held = await holdStatements(log.admin, { operation: 'commit after insert', table: 'outbox' });
    await publish('before-offset', 50);
    await held.arrived();
    // The database finishes a commit that it has begun, whether or not anybody waits for it.
    await ingest.kill();
    await held.release();
    await waitFor(async () => (await storedOf('before-offset')) === 50);
    expect(await log.lag()).toBe(50n);

    await log.startIngest();
    await waitFor(async () => (await log.lag()) === 0n, { ...patient, describe: 'the events to be consumed again' });
    expect(await storedOf('before-offset')).toBe(50);
    await log.verify(acknowledged);
  }, 120_000);
});

describe('kill -9 of query', () => {
  it('between publishing and advancing repeats a suffix on the topic, and reorders and skips nothing', async () => {
    await log.startIngest();
    const query = await log.startQuery();
    const held = await holdStatements(log.admin, { operation: 'update', table: 'relay_cursor' });
    await publish('relayed', 50);
    await held.arrived();
    const publishedOnce = (await log.published()).length;
    expect(publishedOnce).toBeGreaterThan(0);
    await query.kill();
    await held.release();

    await log.startQuery();
    await waitFor(async () => (await log.published()).length >= 50 + publishedOnce, patient);
    await log.verify(acknowledged);
  }, 120_000);
});

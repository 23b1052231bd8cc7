import { createActivityPublisher } from '@activity-log/contracts';
import { waitFor } from '@activity-log/testing';
import { anEventOfType } from '../services/an-event-of-type.js';
import { LogUnderTest } from '../services/log-under-test.js';
import type { Measurement } from './measurement.js';
import { startOwnStack } from '../services/own-stack.js';

const events = 200_000;
const perRequest = 1_000;
const orgs = 20;

/**
 * Publishes 200,000 events of two subjects while ingest is down, then starts ingest and measures how fast it drains them and how
 * much memory it holds meanwhile. Everything runs on this machine: broker, database, ingest and the measuring.
 */
export async function drain(): Promise<readonly Measurement[]> {
  const stack = await startOwnStack();
  const log = await LogUnderTest.create(stack);
  try {
    const publishSeconds = await publishAll(log);
    const ingest = await log.startIngest({ LOG_LEVEL: 'warn' });
    const began = performance.now();
    let peakRssBytes = 0;
    await waitFor(
      async () => {
        peakRssBytes = Math.max(peakRssBytes, await ingest.rssBytes());
        return (await log.storedUpTo()) >= events;
      },
      { timeoutMs: 300_000, describe: 'ingest to drain' },
    );
    const drainSeconds = (performance.now() - began) / 1000;
    return [
      { name: 'published by one publisher', value: Math.round(events / publishSeconds), unit: 'events/s' },
      { name: 'drained by one ingest', value: Math.round(events / drainSeconds), unit: 'events/s' },
      { name: 'peak memory of ingest', value: Math.round(peakRssBytes / 1024 / 1024), unit: 'MiB RSS' },
    ];
  } finally {
    await log.close();
    await stack.stop();
  }
}

async function publishAll(log: LogUnderTest): Promise<number> {
  const publisher = createActivityPublisher({
    kafka: { producer: log.producer },
    source: '/crm/bench',
    topic: log.topics.domainEvents,
  });
  const began = performance.now();
  for (let n = 0; n < events; n += perRequest) {
    await publisher.publishActivities(
      Array.from({ length: perRequest }, (_, i) => {
        const event = anEventOfType('ticket_replied', `org-${(n + i) % orgs}`);
        return { ...event, subjects: [{ datatype: 'ticket', ownerId: `T-${(n + i) % 5_000}` }, event.subjects[1]] };
      }) as Parameters<typeof publisher.publishActivities>[0],
    );
  }
  return (performance.now() - began) / 1000;
}

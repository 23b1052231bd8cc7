import { Readiness } from '@activity-log/platform';
import { TopicMissing, type ConsumerProgress } from '@activity-log/kafka';
import { describe, expect, it } from '@jest/globals';
import { addIngestChecks, type IngestDependencies } from './add-ingest-checks.js';

const consuming: ConsumerProgress = {
  isConsuming: true,
  joined: true,
  partitions: [],
  retrying: [],
  handlersRunning: 0,
};

const healthy: IngestDependencies = {
  database: { query: () => Promise.resolve([]) },
  consumer: { progress: () => consuming },
  inHand: { oldestMs: () => 0 },
  admin: { groupLag: () => Promise.resolve([]) },
  groupId: 'activity-log-ingest',
  deadLetterTopic: 'crm.domain-events.dlt',
};

async function failing(changes: Partial<IngestDependencies>): Promise<readonly string[]> {
  const readiness = new Readiness();
  addIngestChecks(readiness, { ...healthy, ...changes });
  return (await readiness.failures()).map(({ name }) => name);
}

describe('ingest is ready', () => {
  it('while everything it needs is there', async () => {
    expect(await failing({})).toEqual([]);
  });

  it('not while the database does not answer', async () => {
    expect(await failing({ database: { query: () => Promise.reject(new Error('gone')) } })).toEqual(['database']);
  });

  it('not while it is connected and consumes nothing', async () => {
    const progress = (): ConsumerProgress => ({ ...consuming, isConsuming: false });
    expect(await failing({ consumer: { progress } })).toEqual(['consumer']);
  });

  it('not while a partition is retried', async () => {
    const progress = (): ConsumerProgress => ({ ...consuming, retrying: [3] });
    expect(await failing({ consumer: { progress } })).toEqual(['consumer']);
  });

  it('not while a batch waits for a lock for minutes', async () => {
    expect(await failing({ inHand: { oldestMs: () => 120_000 } })).toEqual(['consumer']);
  });

  it('not without a topic for the dead letters', async () => {
    const groupLag = (): Promise<never> => Promise.reject(new TopicMissing('crm.domain-events.dlt'));
    expect(await failing({ admin: { groupLag } })).toEqual(['dead-letter-topic']);
  });
});

import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigResourceTypes } from 'kafkajs';
import { createTestTopic, silentLog } from '@activity-log/testing';
import { activityLogTopics } from './activity-log-topics.js';
import { KafkaUnderTest, texts } from './kafka-under-test.spec.js';
import { createTopicAdmin } from './topic-admin.js';

describe('a topic admin', () => {
  let kafka: KafkaUnderTest;

  beforeEach(() => {
    kafka = new KafkaUnderTest();
  });

  afterEach(async () => {
    await kafka.stop();
  });

  it('creates the topics of the log once, with their partitions and limits', async () => {
    const prefix = `spec-${randomUUID()}`;
    const names = { domainEvents: `${prefix}.in`, deadLetters: `${prefix}.dlt`, activities: `${prefix}.out` };
    const specs = activityLogTopics({ replicationFactor: 1, names });
    expect([...(await kafka.admin.ensureTopics(specs))].sort()).toEqual(Object.values(names).sort());
    expect(await kafka.admin.ensureTopics(specs)).toEqual([]);

    const admin = kafka.client.admin();
    kafka.onStop(() => admin.disconnect());
    await admin.connect();
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: names.deadLetters }],
    });
    const configs = Object.fromEntries(
      resources[0]!.configEntries.map((entry) => [entry.configName, entry.configValue]),
    );
    expect(configs).toMatchObject({ 'retention.ms': '-1', 'max.message.bytes': '4194304', 'cleanup.policy': 'delete' });
    const { topics } = await admin.fetchTopicMetadata({ topics: Object.values(names) });
    expect(Object.fromEntries(topics.map(({ name, partitions }) => [name, partitions.length]))).toEqual({
      [names.domainEvents]: 12,
      [names.activities]: 12,
      [names.deadLetters]: 3,
    });
  });

  it('creates a topic once when two create it at the same moment', async () => {
    const spec = { topic: `spec-${randomUUID()}`, partitions: 1, replicationFactor: 1, configs: {} };
    const created = await Promise.all([kafka.admin.ensureTopics([spec]), kafka.admin.ensureTopics([spec])]);
    expect(created.flat()).toEqual([spec.topic]);
  });

  it('measures the lag of a group that never committed from the first record', async () => {
    const topic = await createTestTopic();
    await kafka.producer().send(topic, [
      { key: null, value: 'a' },
      { key: null, value: 'b' },
    ]);
    expect(await kafka.admin.groupLag({ groupId: `spec-${randomUUID()}`, topic })).toEqual([
      { partition: 0, committed: null, end: 2n, lag: 2n },
    ]);
    await expect(kafka.admin.groupLag({ groupId: 'spec', topic: `${topic}-missing` })).rejects.toMatchObject({
      code: 'topic_missing',
    });
  });

  it('reads from an offset up to a number of records, and leaves no group behind', async () => {
    const topic = await createTestTopic();
    await kafka.producer().send(
      topic,
      Array.from({ length: 10 }, (_, n) => ({ key: 'k', value: String(n) })),
    );
    expect(texts(await kafka.admin.readTopic({ topic, maxRecords: 100 }))).toHaveLength(10);
    expect(texts(await kafka.admin.readTopic({ topic, maxRecords: 3, from: new Map([[0, 4n]]) }))).toEqual([
      '4',
      '5',
      '6',
    ]);
    expect(await kafka.admin.readTopic({ topic, maxRecords: 3, from: new Map([[0, 10n]]) })).toEqual([]);

    const admin = kafka.client.admin();
    kafka.onStop(() => admin.disconnect());
    await admin.connect();
    const { groups } = await admin.listGroups();
    expect(groups.filter(({ groupId }) => groupId.startsWith('read-'))).toEqual([]);
  });

  it('fails when the records do not come in time, and never gives a part for the whole', async () => {
    const topic = await createTestTopic();
    await kafka.producer().send(topic, [{ key: 'k', value: 'v' }]);
    await expect(kafka.admin.readTopic({ topic, maxRecords: 3, timeoutMs: 1 })).rejects.toMatchObject({
      code: 'broker_unavailable',
      retry: 'later',
    });
  });

  it('says that the broker is unavailable when nobody listens', async () => {
    const lonely = createTopicAdmin({ brokers: ['127.0.0.1:1'], clientId: 'spec', log: silentLog });
    await expect(lonely.ping()).rejects.toMatchObject({ code: 'broker_unavailable', retry: 'later' });
    await kafka.admin.ping();
  }, 30_000);
});

import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestTopic, waitFor } from '@activity-log/testing';
import { gathering, KafkaUnderTest, texts } from './kafka-under-test.spec.js';

const numbered = (count: number, key = 'k'): { key: string; value: string }[] =>
  Array.from({ length: count }, (_, n) => ({ key, value: String(n) }));

describe('a batch consumer', () => {
  let kafka: KafkaUnderTest;
  let groupId: string;

  beforeEach(() => {
    kafka = new KafkaUnderTest();
    groupId = `spec-${randomUUID()}`;
  });

  afterEach(async () => {
    await kafka.stop();
  });

  const committed = async (topic: string): Promise<(bigint | null)[]> =>
    (await kafka.admin.groupLag({ groupId, topic })).map((lag) => lag.committed);

  it('commits an offset only when its records are done', async () => {
    const topic = await createTestTopic();
    await kafka.producer().send(topic, numbered(5));
    const release = Promise.withResolvers<undefined>();
    const seen: string[] = [];
    await kafka.consumer({ topic, groupId, maxBatchRecords: 2 }).start(async ({ records }) => {
      seen.push(String(records[0]?.offset));
      if (records[0]?.offset === 2n) await release.promise;
      return { kind: 'done' };
    });
    await waitFor(() => seen.length === 2);
    expect(await committed(topic)).toEqual([2n]);
    release.resolve(undefined);
    await waitFor(async () => (await committed(topic))[0] === 5n);
    expect(seen).toEqual(['0', '2', '4']);
  });

  it('gives the same records again after retry, and those behind them only then', async () => {
    const topic = await createTestTopic();
    await kafka.producer().send(topic, numbered(6));
    const calls: string[] = [];
    let refusals = 3;
    await kafka.consumer({ topic, groupId, maxBatchRecords: 2 }).start(({ records }) => {
      calls.push(texts(records).join(''));
      if (records[0]?.offset === 2n && refusals > 0) {
        refusals -= 1;
        return refusals === 1
          ? Promise.reject(new Error('a throw counts as retry'))
          : Promise.resolve({ kind: 'retry', reason: 'spec' });
      }
      return Promise.resolve({ kind: 'done' });
    });
    await waitFor(async () => (await committed(topic))[0] === 6n);
    expect(calls).toEqual(['01', '23', '23', '23', '23', '45']);
  });

  it('goes on with other partitions while one is held', async () => {
    const topic = await createTestTopic({ partitions: 2 });
    const other = kafka.client.producer();
    kafka.onStop(() => other.disconnect());
    await other.connect();
    const consumer = kafka.consumer({ topic, groupId, retryBounds: { baseMs: 60_000, maxMs: 60_000 } });
    const done: string[] = [];
    await consumer.start(({ partition, records }) => {
      if (partition === 0) return Promise.resolve({ kind: 'retry', reason: 'spec' });
      done.push(...texts(records).map(String));
      return Promise.resolve({ kind: 'done' });
    });
    await other.send({ topic, messages: [{ value: 'held', partition: 0 }] });
    await waitFor(() => consumer.progress().retrying.length > 0);
    await other.send({ topic, messages: [{ value: 'free', partition: 1 }] });
    await waitFor(async () => (await committed(topic))[1] === 1n);
    expect(done).toEqual(['free']);
    expect(consumer.progress().retrying).toEqual([0]);
    expect(await committed(topic)).toEqual([null, 1n]);
  });

  it('keeps its partitions while a handler takes longer than the session', async () => {
    const topic = await createTestTopic();
    await kafka.producer().send(topic, numbered(1));
    const consumer = kafka.consumer({ topic, groupId, sessionTimeoutMs: 6_000 });
    let calls = 0;
    await consumer.start(async () => {
      calls += 1;
      const startedAt = Date.now();
      await waitFor(() => (consumer.progress().lastHeartbeatAt?.getTime() ?? 0) > startedAt + 7_000, {
        timeoutMs: 15_000,
      });
      return { kind: 'done' };
    });
    await waitFor(async () => (await committed(topic))[0] === 1n, { timeoutMs: 20_000 });
    expect(calls).toBe(1);
  }, 30_000);

  it('lets a running handler finish when it is stopped, and commits what it did', async () => {
    const topic = await createTestTopic();
    await kafka.producer().send(topic, numbered(4));
    const release = Promise.withResolvers<undefined>();
    let calls = 0;
    const consumer = kafka.consumer({ topic, groupId, maxBatchRecords: 2 });
    await consumer.start(async () => {
      calls += 1;
      await release.promise;
      return { kind: 'done' };
    });
    await waitFor(() => calls === 1);
    const stopped = consumer.stop();
    release.resolve(undefined);
    await stopped;
    expect(calls).toBe(1);
    expect(await committed(topic)).toEqual([2n]);
    expect(consumer.progress().joined).toBe(false);
  });

  it('tells of a crash that no retry mends', async () => {
    const topic = await createTestTopic();
    const stranger = kafka.client.consumer({
      groupId,
      maxWaitTimeInMs: 100,
      partitionAssigners: [
        () => ({
          name: 'AssignerOfAStranger',
          version: 1,
          assign: () => Promise.resolve([]),
          protocol: ({ topics }) => ({
            name: 'AssignerOfAStranger',
            metadata: Buffer.concat([Buffer.from([0, 1, 0, 0, 0, topics.length]), Buffer.alloc(4)]),
          }),
        }),
      ],
    });
    kafka.onStop(() => stranger.disconnect());
    await stranger.connect();
    await stranger.subscribe({ topic });
    const joined = new Promise((resolve) => {
      stranger.on(stranger.events.GROUP_JOIN, resolve);
    });
    await stranger.run({ eachMessage: () => Promise.resolve() });
    await joined;

    const crash = Promise.withResolvers<Error>();
    const consumer = kafka.consumer({ topic, groupId, onCrash: crash.resolve });
    await consumer.start(gathering().handler);
    expect((await crash.promise).message).toMatch(/protocol/i);
    expect(consumer.progress().isConsuming).toBe(false);
  });

  it('says how far it is', async () => {
    const topic = await createTestTopic();
    await kafka.producer().send(topic, numbered(3));
    const consumer = kafka.consumer({ topic, groupId });
    expect(consumer.progress()).toMatchObject({ isConsuming: false, joined: false, partitions: [] });
    await consumer.start(gathering().handler);
    const progress = await waitFor(() => {
      const facts = consumer.progress();
      return facts.isConsuming && facts.partitions[0]?.lag === 0n ? facts : undefined;
    });
    expect(progress).toMatchObject({
      joined: true,
      partitions: [{ partition: 0, committed: 3n, highWatermark: 3n, lag: 0n }],
      retrying: [],
      handlersRunning: 0,
    });
  });

  it('waits for a topic that is created after it started', async () => {
    const topic = `spec-${randomUUID()}`;
    const { records, handler } = gathering();
    const consumer = kafka.consumer({ topic, groupId });
    await consumer.start(handler);
    expect(consumer.progress().joined).toBe(false);
    await kafka.admin.ensureTopics([{ topic, partitions: 1, replicationFactor: 1, configs: {} }]);
    await kafka.producer().send(topic, numbered(1));
    await waitFor(() => records.length === 1, { timeoutMs: 40_000 });
  }, 60_000);
});

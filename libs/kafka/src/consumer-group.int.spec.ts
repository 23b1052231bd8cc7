import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestTopic, waitFor } from '@activity-log/testing';
import { gathering, KafkaUnderTest, texts } from './kafka-under-test.spec.js';
import type { BatchHandler } from './port.js';

/** What several consumers together were given of each partition. Fails the moment a record is passed over. */
class GroupHistory {
  readonly #next = new Map<number, bigint>();
  readonly #busy = new Set<string>();
  readonly faults: string[] = [];
  calls = 0;

  handler(consumer: string): BatchHandler {
    return async ({ partition, records }) => {
      this.calls += 1;
      const running = `${consumer}/${partition}`;
      if (this.#busy.has(running)) this.faults.push(`two batches of ${running} at once`);
      this.#busy.add(running);
      for (const { offset } of records) {
        const next = this.#next.get(partition) ?? 0n;
        if (offset > next) this.faults.push(`partition ${partition}: ${offset} before ${next}`);
        if (offset === next) this.#next.set(partition, offset + 1n);
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
      this.#busy.delete(running);
      return { kind: 'done' };
    };
  }

  get recordsSeen(): bigint {
    return [...this.#next.values()].reduce((sum, next) => sum + next, 0n);
  }
}

describe('consumers of one group', () => {
  let kafka: KafkaUnderTest;
  let groupId: string;

  beforeEach(() => {
    kafka = new KafkaUnderTest();
    groupId = `spec-${randomUUID()}`;
  });

  afterEach(async () => {
    await kafka.stop();
  });

  it('handle every record at least once and in order per partition while they join and leave', async () => {
    const topic = await createTestTopic({ partitions: 6 });
    const producer = kafka.producer();
    const history = new GroupHistory();
    const join = async (name: string): Promise<ReturnType<typeof kafka.consumer>> => {
      const consumer = kafka.consumer({ topic, groupId, maxBatchRecords: 10, sessionTimeoutMs: 6_000 });
      await consumer.start(history.handler(name));
      return consumer;
    };
    const total = 6_000;
    const publishing = (async () => {
      for (let n = 0; n < total; n += 100) {
        await producer.send(
          topic,
          Array.from({ length: 100 }, (_, m) => ({ key: `k${(n + m) % 40}`, value: 'x'.repeat(200) })),
        );
      }
    })();
    const first = await join('first');
    await waitFor(() => history.calls > 20);
    const second = await join('second');
    await waitFor(() => second.progress().partitions.length === 3, { timeoutMs: 20_000 });
    const third = await join('third');
    await waitFor(() => third.progress().partitions.length === 2, { timeoutMs: 20_000 });
    await first.stop();
    await waitFor(() => third.progress().partitions.length === 3, { timeoutMs: 20_000 });
    await second.stop();
    await publishing;
    await waitFor(() => history.recordsSeen === BigInt(total), { timeoutMs: 30_000 });
    expect(history.faults).toEqual([]);
    await waitFor(async () => (await kafka.admin.groupLag({ groupId, topic })).every(({ lag }) => lag === 0n));
  }, 90_000);

  it('begin at the earliest record when the committed offset is beyond the end', async () => {
    const topic = await createTestTopic();
    await kafka.producer().send(
      topic,
      ['0', '1', '2'].map((value) => ({ key: null, value })),
    );
    const admin = kafka.client.admin();
    kafka.onStop(() => admin.disconnect());
    await admin.connect();
    await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '1000' }] });
    const { records, handler } = gathering();
    await kafka.consumer({ topic, groupId }).start(handler);
    await waitFor(() => records.length === 3, { timeoutMs: 20_000 });
    expect(texts(records)).toEqual(['0', '1', '2']);
    await waitFor(async () => (await kafka.admin.groupLag({ groupId, topic }))[0]?.committed === 3n);
  }, 40_000);

  it('go on from the first record of a topic that was deleted and created again', async () => {
    const topic = await createTestTopic();
    const publish = (values: readonly string[]): Promise<void> =>
      kafka.producer().send(
        topic,
        values.map((value) => ({ key: null, value })),
      );
    await publish(['old 0', 'old 1', 'old 2', 'old 3']);
    const { records, handler } = gathering();
    await kafka.consumer({ topic, groupId }).start(handler);
    await waitFor(() => records.length === 4);

    const admin = kafka.client.admin();
    kafka.onStop(() => admin.disconnect());
    await admin.connect();
    await admin.deleteTopics({ topics: [topic] });
    await waitFor(async () => !(await admin.listTopics()).includes(topic));
    await kafka.admin.ensureTopics([{ topic, partitions: 1, replicationFactor: 1, configs: {} }]);
    await publish(['new 0', 'new 1']);
    await waitFor(() => texts(records).includes('new 1'), { timeoutMs: 60_000 });
    // The old ones may come twice: their offsets go a moment before they do.
    expect(texts(records).filter((text) => text?.startsWith('new'))).toEqual(['new 0', 'new 1']);
  }, 90_000);
});

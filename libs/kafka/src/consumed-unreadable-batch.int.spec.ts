import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestTopic, waitFor } from '@activity-log/testing';
import { gathering, KafkaUnderTest, texts } from './kafka-under-test.spec.js';

/** Beyond the bound of 96 MiB; the broker counts compressed bytes, of which these are some 10 kB. */
const bombBytes = 120 * 1024 * 1024;

describe('a batch that cannot be decoded', () => {
  let kafka: KafkaUnderTest;

  beforeEach(() => {
    kafka = new KafkaUnderTest();
  });

  afterEach(async () => {
    await kafka.stop();
  });

  it('arrives as one record with its offsets and raw bytes when it would inflate beyond the bound, and its neighbours as they are', async () => {
    const topic = await createTestTopic();
    const groupId = `unreadable-${topic}`;
    await kafka.producer().send(topic, [{ key: 'k', value: 'before' }]);
    const values = ['a'.repeat(bombBytes), 'b', 'c'];
    await kafka.producer({ compression: 'zstd', maxRequestBytes: 2 * bombBytes }).send(
      topic,
      values.map((value) => ({ key: 'k', value })),
    );
    await kafka.producer().send(topic, [{ key: 'k', value: 'after' }]);
    const { records, handler } = gathering();
    await kafka.consumer({ topic, groupId }).start(handler);
    await waitFor(() => records.length === 3, { timeoutMs: 20_000 });
    const [before, batch, after] = records;
    expect(texts([before!, after!])).toEqual(['before', 'after']);
    expect(batch).toMatchObject({ key: null, offset: 3n, unreadable: { firstOffset: 1n } });
    expect(batch?.unreadable?.reason).toMatch(/zstd batch refused/);
    expect(batch?.value?.readBigInt64BE(0)).toBe(1n);
    expect(batch?.value?.length).toBe(12 + batch!.value!.readInt32BE(8));
    await waitFor(async () => (await kafka.admin.groupLag({ groupId, topic }))[0]?.committed === 5n);
  });
});

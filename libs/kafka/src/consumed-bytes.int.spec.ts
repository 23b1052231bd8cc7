import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import kafkajs, { CompressionTypes, type Producer } from 'kafkajs';
import { createTestTopic, waitFor } from '@activity-log/testing';
import { gathering, KafkaUnderTest, texts } from './kafka-under-test.spec.js';

describe('records as the broker holds them', () => {
  let kafka: KafkaUnderTest;

  beforeEach(() => {
    kafka = new KafkaUnderTest();
  });

  afterEach(async () => {
    await kafka.stop();
  });

  it('arrive byte for byte: key, value, headers, timestamp', async () => {
    const topic = await createTestTopic();
    const key = Buffer.from([0, 0xff, 0x10]);
    const value = Buffer.from([0xc3, 0x28, 0x00, 0xff]);
    await kafka.producer().send(topic, [
      {
        key,
        value,
        headers: { raw: Buffer.from([0xff, 0x00]), text: 'é', twice: ['a', Buffer.from('b')], none: Buffer.alloc(0) },
        timestamp: '1234567890123',
      },
    ]);
    const { records, handler } = gathering();
    await kafka.consumer({ topic }).start(handler);
    await waitFor(() => records.length === 1);
    expect({ ...records[0], headers: { ...records[0]?.headers } }).toEqual({
      key,
      value,
      headers: {
        raw: Buffer.from([0xff, 0x00]),
        text: Buffer.from('é'),
        twice: [Buffer.from('a'), Buffer.from('b')],
        none: Buffer.alloc(0),
      },
      timestamp: '1234567890123',
      offset: 0n,
    });
  });

  it('arrive with null keys, and tombstones with null values', async () => {
    const topic = await createTestTopic();
    await kafka.producer().send(topic, [
      { key: null, value: 'no key' },
      { key: 'k', value: null },
      { key: '', value: '' },
    ]);
    const { records, handler } = gathering();
    await kafka.consumer({ topic }).start(handler);
    await waitFor(() => records.length === 3);
    expect(records.map(({ key, value }) => [key?.toString() ?? null, value?.toString() ?? null])).toEqual([
      [null, 'no key'],
      ['k', null],
      ['', ''],
    ]);
  });

  it.each([
    ['gzip', CompressionTypes.GZIP],
    ['snappy', CompressionTypes.Snappy],
    ['lz4', CompressionTypes.LZ4],
    ['zstd', CompressionTypes.ZSTD],
  ])('arrive when they were compressed with %s', async (_, compression) => {
    const topic = await createTestTopic();
    const producer = kafka.client.producer();
    kafka.onStop(() => producer.disconnect());
    await producer.connect();
    const values = Array.from({ length: 1000 }, (__, n) => `${n} ${'abc'.repeat(60)}`);
    await producer.send({ topic, compression, messages: values.map((value) => ({ value })) });
    const { records, handler } = gathering();
    await kafka.consumer({ topic }).start(handler);
    await waitFor(() => records.length === 1000);
    expect(texts(records)).toEqual(values);
  });

  describe('in transactions', () => {
    const transactional = async (): Promise<Producer> => {
      const producer = kafka.client.producer({
        transactionalId: `spec-${randomUUID()}`,
        idempotent: true,
        maxInFlightRequests: 1,
        createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      });
      kafka.onStop(() => producer.disconnect());
      await producer.connect();
      return producer;
    };

    it('arrive when committed, never when aborted, also when transactions interleave', async () => {
      const topic = await createTestTopic();
      const groupId = `spec-${randomUUID()}`;
      const [first, second, third] = [await transactional(), await transactional(), await transactional()];
      const a = await first.transaction();
      await a.send({ topic, messages: [{ value: 'a1 aborted' }] });
      const b = await second.transaction();
      await b.send({ topic, messages: [{ value: 'b1 aborted' }] });
      const c = await third.transaction();
      await c.send({ topic, messages: [{ value: 'c1 committed' }] });
      await a.send({ topic, messages: [{ key: Buffer.alloc(4), value: 'a2 aborted' }, { value: 'a3 aborted' }] });
      await b.abort();
      await a.send({ topic, messages: [{ value: 'a4 aborted' }] });
      await c.commit();
      await a.abort();
      const later = await second.transaction();
      await later.send({ topic, messages: [{ value: 'b2 committed' }] });
      await later.commit();
      const last = await third.transaction();
      await last.send({ topic, messages: [{ value: 'c2 aborted' }] });
      await last.abort();

      const { records, handler } = gathering();
      await kafka.consumer({ topic, groupId }).start(handler);
      // Offsets without a record, aborted or control, are committed too.
      await waitFor(async () => (await kafka.admin.groupLag({ groupId, topic }))[0]?.committed === 13n);
      expect(texts(records)).toEqual(['c1 committed', 'b2 committed']);
    });

    it('let the offset move on when all of them were aborted', async () => {
      const topic = await createTestTopic();
      const groupId = `spec-${randomUUID()}`;
      const producer = await transactional();
      const { records, handler } = gathering();
      const consumer = kafka.consumer({ topic, groupId });
      await consumer.start(handler);
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ value: 'aborted' }] });
      await transaction.abort();
      await waitFor(async () => (await kafka.admin.groupLag({ groupId, topic }))[0]?.committed === 2n);
      await waitFor(() => consumer.progress().partitions[0]?.lag === 0n);
      expect(records).toEqual([]);
    });
  });
});

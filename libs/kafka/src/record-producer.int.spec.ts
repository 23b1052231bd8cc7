import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestTopic, silentLog, waitFor } from '@activity-log/testing';
import { KafkaUnderTest, texts } from './kafka-under-test.spec.js';
import { KafkaRecordProducer } from './record-producer.js';

const records = (values: readonly string[]): { key: string; value: string }[] =>
  values.map((value) => ({ key: 'k', value }));

describe('a record producer', () => {
  let kafka: KafkaUnderTest;

  beforeEach(() => {
    kafka = new KafkaUnderTest();
  });

  afterEach(async () => {
    await kafka.stop();
  });

  const stored = async (topic: string): Promise<(string | undefined)[]> =>
    texts(await kafka.admin.readTopic({ topic, maxRecords: 10_000 }));

  it('keeps the order of calls that are made at once, and of the requests a large call is split into', async () => {
    const topic = await createTestTopic();
    const producer = kafka.producer({ maxRequestBytes: 2_000 });
    const values = Array.from({ length: 600 }, (_, n) => `${n} ${'x'.repeat(n % 300)}`);
    await Promise.all([0, 200, 400].map((start) => producer.send(topic, records(values.slice(start, start + 200)))));
    expect(await stored(topic)).toEqual(values);
  });

  it('puts a key where the Java client puts it', async () => {
    const topic = await createTestTopic({ partitions: 12 });
    const keys = ['acme/contact/contact-abc', 'a', 'b', 'c', 'ü', 'k1', 'k2'];
    await kafka.producer().send(
      topic,
      keys.map((key) => ({ key, value: key })),
    );
    const found = await kafka.admin.readTopic({ topic, maxRecords: 100 });
    const partitionOf = Object.fromEntries(found.map(({ key, partition }) => [String(key), partition]));
    // Utils.toPositive(Utils.murmur2(key)) % 12 of kafka-clients 4.1.
    expect(partitionOf).toEqual({ 'acme/contact/contact-abc': 6, a: 4, b: 8, c: 10, ü: 2, k1: 5, k2: 9 });
  });

  it('stores a request whose answer was lost once, in order, before later ones', async () => {
    const topic = await createTestTopic();
    const sockets: Socket[] = [];
    const producer = new KafkaRecordProducer({
      brokers: kafka.brokers,
      clientId: 'spec',
      log: silentLog,
      requestTimeoutMs: 300,
      socketFactory: ({ host, port, onConnect }) => {
        const socket = connect({ host, port }, onConnect);
        sockets.push(socket);
        return socket;
      },
    });
    kafka.onStop(() => producer.stop());
    await producer.send(topic, records(['1']));
    for (const socket of sockets) socket.pause();
    await expect(producer.send(topic, records(['2', '3']))).rejects.toMatchObject({
      code: 'broker_unavailable',
      retry: 'later',
    });
    expect(await stored(topic)).toEqual(['1', '2', '3']);
    for (const socket of sockets) socket.resume();
    // As many as before: under the same numbers the broker would drop them for a repetition.
    await producer.send(topic, records(['4', '5']));
    expect(await stored(topic)).toEqual(['1', '2', '3', '4', '5']);
  }, 60_000);

  it('abandons a request without an answer for good when it is told to', async () => {
    const topic = await createTestTopic();
    let isCut = false;
    const producer = kafka.producer({
      requestTimeoutMs: 300,
      inDoubt: 'discard',
      socketFactory: ({ host, port, onConnect }) => {
        const socket = connect({ host, port }, onConnect);
        const write = socket.write.bind(socket);
        // What is written while the line is cut never leaves.
        socket.write = ((...args: Parameters<Socket['write']>) => isCut || write(...args)) as Socket['write'];
        return socket;
      },
    });
    await producer.send(topic, records(['1']));
    isCut = true;
    await expect(producer.send(topic, records(['2', '3']))).rejects.toMatchObject({ code: 'broker_unavailable' });
    isCut = false;
    await producer.send(topic, records(['4']));
    expect(await stored(topic)).toEqual(['1', '4']);
  }, 60_000);

  it('gives up a send at once when its signal says so, and sends the next with a new producer', async () => {
    const topic = await createTestTopic();
    const sockets: Socket[] = [];
    const producer = kafka.producer({
      inDoubt: 'discard',
      socketFactory: ({ host, port, onConnect }) => {
        const socket = connect({ host, port }, onConnect);
        sockets.push(socket);
        return socket;
      },
    });
    await producer.send(topic, records(['1']));
    for (const socket of sockets) socket.pause();
    const began = Date.now();
    await expect(producer.send(topic, records(['2']), { signal: AbortSignal.timeout(300) })).rejects.toMatchObject({
      code: 'broker_unavailable',
    });
    expect(Date.now() - began).toBeLessThan(5_000);
    expect(sockets.every(({ destroyed }) => destroyed)).toBe(true);
    await producer.send(topic, records(['3']));
    expect((await stored(topic)).filter((value) => value !== '2')).toEqual(['1', '3']);
  });

  it('names the reason when the broker refuses records', async () => {
    const topic = await createTestTopic({ configs: { 'message.timestamp.before.max.ms': '1000' } });
    const producer = kafka.producer();
    await expect(producer.send(topic, [{ key: 'k', value: 'old', timestamp: '1000000000000' }])).rejects.toMatchObject({
      code: 'produce_refused',
      reason: 'INVALID_TIMESTAMP',
    });
    await producer.send(topic, records(['1']));
    expect(await stored(topic)).toEqual(['1']);
  });

  it('names the one record that is too large, with those before it stored and none behind', async () => {
    const topic = await createTestTopic({ configs: { 'max.message.bytes': '20000' } });
    const producer = kafka.producer();
    const values = ['1', '2', '3', 'x'.repeat(50_000), '5'];
    await expect(producer.send(topic, records(values))).rejects.toMatchObject({
      code: 'record_too_large',
      retry: 'never',
      topic,
      index: 3,
    });
    await producer.send(topic, records(['6']));
    expect(await stored(topic)).toEqual(['1', '2', '3', '6']);
  });

  it('stores records that only together are more than a batch may have', async () => {
    const topic = await createTestTopic({ configs: { 'max.message.bytes': '20000' } });
    const values = Array.from({ length: 10 }, (_, n) => `${n} ${'x'.repeat(9_000)}`);
    await kafka.producer().send(topic, records(values));
    expect(await stored(topic)).toEqual(values);
  });

  it('loses nothing to its own numbering when a request of several partitions is refused in one of them', async () => {
    const topic = await createTestTopic({ partitions: 12, configs: { 'max.message.bytes': '20000' } });
    const producer = kafka.producer();
    const small = Array.from({ length: 30 }, (_, n) => ({ key: `k${n}`, value: `first ${n}` }));
    await expect(producer.send(topic, [...small, { key: 'k0', value: 'x'.repeat(50_000) }])).rejects.toMatchObject({
      code: 'record_too_large',
    });
    await producer.send(
      topic,
      small.map(({ key }) => ({ key, value: `second of ${key}` })),
    );
    const found = await stored(topic);
    expect(small.filter(({ key }) => !found.includes(`second of ${key}`))).toEqual([]);
    expect(small.filter(({ value }) => !found.includes(value))).toEqual([]);
  });

  it('says that a topic is missing, and sends once it is there', async () => {
    const producer = kafka.producer();
    const topic = `${await createTestTopic()}-missing`;
    await expect(producer.send(topic, records(['1']))).rejects.toMatchObject({ code: 'topic_missing', retry: 'later' });
    await kafka.admin.ensureTopics([{ topic, partitions: 1, replicationFactor: 1, configs: {} }]);
    await producer.send(topic, records(['1']));
    expect(await stored(topic)).toEqual(['1']);
  }, 30_000);

  it('goes on when its topic was deleted and created again', async () => {
    const topic = await createTestTopic();
    const producer = kafka.producer();
    await producer.send(topic, records(['1', '2', '3']));
    const admin = kafka.client.admin();
    kafka.onStop(() => admin.disconnect());
    await admin.connect();
    await admin.deleteTopics({ topics: [topic] });
    await waitFor(async () => !(await admin.listTopics()).includes(topic));
    await kafka.admin.ensureTopics([{ topic, partitions: 1, replicationFactor: 1, configs: {} }]);
    await producer.send(topic, records(['4', '5']));
    await producer.send(topic, records(['6']));
    expect(await stored(topic)).toEqual(['4', '5', '6']);
  }, 30_000);

  it('says that the broker is unavailable when nobody listens', async () => {
    const producer = kafka.producer({ brokers: ['127.0.0.1:1'] });
    await expect(producer.start()).rejects.toMatchObject({ code: 'broker_unavailable', retry: 'later' });
  }, 30_000);
});

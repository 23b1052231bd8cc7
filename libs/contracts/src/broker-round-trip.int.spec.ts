import {
  createRecordProducer,
  createTopicAdmin,
  type RecordProducer,
  type TopicAdmin,
  type TopicRecord,
} from '@activity-log/kafka';
import { createTestTopic, poisonRecords, silentLog, testStack } from '@activity-log/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createActivityPublisher } from './activity-publisher.js';
import { deadLetterRecord } from './dead-letter-record.js';
import { decodeDomainEvent } from './decode-domain-event.js';
import { eventExamples } from './event-examples.js';
import { readDeadLetter } from './read-dead-letter.js';

const { brokers } = testStack();
let admin: TopicAdmin;
let producer: RecordProducer;

beforeAll(async () => {
  admin = createTopicAdmin({ brokers, clientId: 'contracts-spec', log: silentLog });
  producer = createRecordProducer({ brokers, clientId: 'contracts-spec', log: silentLog });
  await producer.start();
});
afterAll(async () => {
  await producer.stop();
  await admin.stop();
});

const recordsOf = (topic: string): Promise<readonly TopicRecord[]> => admin.readTopic({ topic, maxRecords: 1_000 });

describe('over a real broker', () => {
  it('an event of every type arrives as it was published, those of a record in their order', async () => {
    const topic = await createTestTopic({ partitions: 12 });
    const publisher = createActivityPublisher({ kafka: { brokers }, source: '/crm/tests', topic });
    await publisher.start();
    const events = Object.values(eventExamples);
    const published = await publisher.publishActivities(events);
    await publisher.stop();

    const arrived = (await recordsOf(topic)).map((record) => {
      const decoded = decodeDomainEvent(record);
      if (decoded.kind === 'rejected') throw decoded.error;
      return decoded.event;
    });
    expect(arrived.map(({ eventId }) => eventId).sort()).toEqual(published.map(({ eventId }) => eventId).sort());
    const typesAbout = (ownerId: string, about: typeof arrived | typeof events) =>
      about.filter(({ subjects }) => subjects[0].ownerId === ownerId).map(({ type }) => type);
    expect(typesAbout('contact-abc', arrived)).toEqual(typesAbout('contact-abc', events));
    expect(typesAbout('lead-xyz', arrived)).toEqual(typesAbout('lead-xyz', events));
  });

  it('a dead letter of every poison record gives the original back, byte for byte', async () => {
    const topic = await createTestTopic();
    const letters = await createTestTopic();
    const redriven = await createTestTopic();
    const poison = poisonRecords({ org: 'acme', ownerId: 'contact-abc' });
    await producer.send(
      topic,
      poison.map(({ record }) => record),
    );
    const originals = await recordsOf(topic);
    expect(originals).toHaveLength(poison.length);

    await producer.send(
      letters,
      originals.map((record) => {
        const decoded = decodeDomainEvent(record);
        if (decoded.kind === 'event') throw new Error('a poison record was accepted');
        return deadLetterRecord({ record, topic, partition: record.partition, error: decoded.error, at: new Date() });
      }),
    );
    const read = (await recordsOf(letters)).map(readDeadLetter);
    expect(read.map((letter) => letter?.code).sort()).toEqual(poison.map(({ code }) => code).sort());

    await producer.send(
      redriven,
      read.flatMap((letter) => (letter ? [letter.original] : [])),
    );
    const bytesOf = (records: readonly TopicRecord[]) =>
      records.map(({ key, value, headers, timestamp }) => JSON.stringify([key, value, headers, timestamp])).sort();
    expect(bytesOf(await recordsOf(redriven))).toEqual(bytesOf(originals));
  });
});

import { readDeadLetter } from '@activity-log/contracts';
import type { OutgoingRecord } from '@activity-log/kafka';
import { poisonRecords, waitFor } from '@activity-log/testing';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { IngestUnderTest } from './ingest-under-test.spec.js';
import { noteRecord } from './note-record.spec.js';

jest.setTimeout(60_000);

let scene: IngestUnderTest;

beforeEach(async () => {
  scene = await IngestUnderTest.create();
});

afterEach(async () => {
  await scene.dispose();
});

describe('ingest', () => {
  it('gives every poison record one dead letter, byte for byte, and stores its neighbours in order', async () => {
    const poison = poisonRecords({ org: 'acme', ownerId: 'contact-abc' });
    const records = poison.flatMap(({ record }, i) => [noteRecord({ id: `before-${i}` }), record]);
    await scene.publish([...records, noteRecord({ id: 'last' })]);
    const ingest = await scene.start();
    await scene.drained();

    const letters = (await scene.deadLetters()).map((record) => readDeadLetter(record)!);
    const sent = new Map(poison.map(({ record, ...facts }) => [fingerprint(record), facts]));
    const told = letters.map(({ original, code }) => ({ name: sent.get(fingerprint(original))?.name, code }));
    expect(told.sort(byName)).toEqual(poison.map(({ name, code }) => ({ name, code })).sort(byName));

    // Each says where its original is, and equals it, the broker's timestamp included.
    const originals = await scene.topicAdmin.readTopic({ topic: scene.topics.domainEvents, maxRecords: 10_000 });
    const places = new Map(originals.map((record) => [`${record.partition}/${record.offset}`, record]));
    for (const { topic, partition, offset, original } of letters) {
      const { key, value, headers, timestamp } = places.get(`${partition}/${offset}`)!;
      expect(original).toEqual({ key, value, headers, timestamp });
      expect(topic).toBe(scene.topics.domainEvents);
    }
    const stored = await scene.stored();
    expect(stored.map(({ position }) => Number(position))).toEqual(
      Array.from({ length: poison.length + 1 }, (_, i) => i + 1),
    );
    const metrics = await ingest.metrics.read();
    expect(metrics).toContain(`ingest_appended_total ${poison.length + 1}`);
    expect(metrics).toContain('ingest_dead_letters_total{code="tombstone"} 1');
    // Of partitions that it has: a member that has just lost them to a rebalance tells of none.
    await waitFor(async () => /ingest_consumer_lag\{partition="\d+"\} 0/.test(await ingest.metrics.read()));
  });

  it('dead-letters a batch as it was stored that would inflate beyond the bound, and stores its neighbours', async () => {
    await scene.publish([noteRecord({ id: 'before' })]);
    const bomb = noteRecord({ id: 'bomb', summary: 'first' });
    await scene.publishCompressed([bomb, { ...bomb, value: 'a'.repeat(120 * 1024 * 1024) }]);
    await scene.publish([noteRecord({ id: 'after' })]);
    const ingest = await scene.start();
    await scene.drained();
    const [letter, ...others] = (await scene.deadLetters()).map((record) => readDeadLetter(record)!);
    expect(others).toEqual([]);
    expect(letter).toMatchObject({
      code: 'unreadable_batch',
      topic: scene.topics.domainEvents,
      offset: 1n,
      lastOffset: 2n,
      isRedrivable: false,
    });
    // Message format 2 opens with the base offset and the length of what follows.
    const raw = Buffer.from(letter!.original.value!);
    expect([raw.readBigInt64BE(0), raw.readInt32BE(8)]).toEqual([1n, raw.length - 12]);
    expect((await scene.stored()).map(({ position }) => position)).toEqual(['1', '2']);
    expect(ingest.crashes).toEqual([]);
    await waitFor(async () => (await ingest.ready()).status === 200);
  });

  it('dead-letters an event without its value that not even the dead-letter topic takes, and goes on', async () => {
    const large = noteRecord({ id: 'large' });
    const records = [
      noteRecord({ id: 'before' }),
      { ...large, value: 'a'.repeat(5_500_000) },
      { ...large, value: 'no event' },
      { ...large, headers: { filler: 'b'.repeat(5_500_000) } },
      noteRecord({ id: 'after' }),
    ];
    await scene.publishCompressed(records);
    await scene.start();
    await scene.drained();
    const letters = await scene.deadLetters();
    const omitted = (name: string): string[] => letters.map(({ headers }) => String(headers[name]));
    expect(omitted('x-activity-error-value-omitted')).toEqual(['5500000', '', String(records[3]!.value!.length)]);
    expect(omitted('x-activity-error-headers-omitted')).toEqual(['', '', String(5_500_006 + String(large.key).length)]);
    expect(letters.map((record) => readDeadLetter(record))).toMatchObject([
      { code: 'event_too_large', offset: 1n, isRedrivable: false, original: { value: null } },
      { offset: 2n, isRedrivable: true, original: { value: Buffer.from('no event') } },
      { offset: 3n, isRedrivable: false, original: { key: null, value: null, headers: {} } },
    ]);
    expect((await scene.stored()).map(({ position }) => position)).toEqual(['1', '2']);
  });

  it('stores an event once that comes twice in one batch and again later', async () => {
    const twice = noteRecord({ id: 'evt_1', correlationId: 'order-7' });
    await scene.publish([twice, twice, noteRecord({ id: 'evt_2' })]);
    const ingest = await scene.start();
    await scene.drained();
    await scene.publish([twice]);
    await scene.drained();
    expect((await scene.stored()).map(({ position }) => position)).toEqual(['1', '2']);
    expect(await scene.deadLetters()).toEqual([]);
    expect(await ingest.metrics.read()).toContain('ingest_duplicates_total 2');
    expect(ingest.lines).toContainEqual(
      expect.objectContaining({ event: 'ingest.activity', outcome: 'appended', correlationId: 'order-7' }),
    );
  });

  it('keeps the first of two contents under one identity and dead-letters the second', async () => {
    await scene.publish([
      noteRecord({ id: 'evt_1', summary: 'first' }),
      noteRecord({ id: 'evt_1', summary: 'second' }),
      noteRecord({ id: 'evt_2' }),
    ]);
    await scene.start();
    await scene.drained();
    const stored = await scene.stored();
    expect(stored).toHaveLength(2);
    expect(stored[0]?.wire).toContain('first');
    const [letter, ...others] = (await scene.deadLetters()).map((record) => readDeadLetter(record));
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ code: 'id_conflict', stage: 'append' });
    expect(String(letter?.original.value)).toContain('second');
  });

  it('names at info the correlation ids of what it dead-letters, ten for a batch', async () => {
    const unreadable = (id: string) => ({ ...noteRecord({ id: `evt-${id}`, correlationId: id }), value: 'no event' });
    await scene.publish([
      noteRecord({ id: 'evt_1', summary: 'first' }),
      noteRecord({ id: 'evt_1', summary: 'second', correlationId: 'order-8' }),
      ...Array.from({ length: 20 }, (_, i) => unreadable(`order-${i + 9}`)),
    ]);
    const ingest = await scene.start({ LOG_LEVEL: 'info' });
    await scene.drained();
    const line = ingest.lines.find(({ event }) => event === 'ingest.dead_letters');
    expect(line).toMatchObject({ count: 21, codes: { id_conflict: 1, invalid_json: 20 } });
    expect(line?.['correlationIds']).toEqual(Array.from({ length: 10 }, (_, i) => `order-${i + 8}`));
    expect(ingest.lines.some(({ event }) => event === 'ingest.activity')).toBe(false);
  });

  it('shares the partitions among two ingests and stores everything once', async () => {
    const count = 2_000;
    const events = Array.from({ length: count }, (_, i) =>
      noteRecord({ id: `evt_${i}`, subjects: [{ datatype: 'contact', ownerId: `contact-${i % 50}` }] }),
    );
    const first = await scene.start({ INGEST_BATCH_RECORDS: '20' });
    await scene.publish(events.slice(0, count / 2));
    const second = await scene.start({ INGEST_BATCH_RECORDS: '20' });
    await scene.publish(events.slice(count / 2));
    await scene.drained();
    const stored = await scene.stored();
    expect(stored.map(({ position }) => Number(position))).toEqual(Array.from({ length: count }, (_, i) => i + 1));
    for (const ingest of [first, second]) {
      await waitFor(async () => (await ingest.ready()).status === 200);
      expect(await ingest.metrics.read()).toMatch(/ingest_appended_total [1-9]/);
    }
  });

  it('finishes the batches in hand when it is stopped, so that nothing is done twice', async () => {
    const events = Array.from({ length: 3_000 }, (_, i) => noteRecord({ id: `evt_${i}` }));
    await scene.publish(events);
    const first = await scene.start({ INGEST_BATCH_RECORDS: '10' });
    await waitFor(async () => (await scene.stored()).length > 0);
    await first.stop();
    expect((await scene.stored()).length).toBeLessThan(events.length);
    const second = await scene.start();
    await scene.drained();
    expect(await scene.stored()).toHaveLength(events.length);
    expect(await second.metrics.read()).toContain('ingest_duplicates_total 0');
    expect([...first.crashes, ...second.crashes]).toEqual([]);
  });
});

const byName = (a: { name?: string | undefined }, b: { name?: string | undefined }): number =>
  (a.name ?? '').localeCompare(b.name ?? '');

/** Tells records apart by everything the publisher gave. */
function fingerprint({ key, value, headers }: OutgoingRecord): string {
  const text = (part: Buffer | string | null): string | null =>
    part === null ? null : Buffer.from(part).toString('base64');
  const named = Object.entries(headers ?? {})
    .map(([name, values]) => [name, [values].flat().map((part) => text(part))])
    .sort();
  return JSON.stringify([text(key), text(value), named]);
}

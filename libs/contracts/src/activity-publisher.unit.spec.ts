import { toActivity, typeCatalogue } from '@activity-log/activity';
import type { OutgoingRecord, RecordProducer } from '@activity-log/kafka';
import { describe, expect, it } from '@jest/globals';
import { customType, type ActivityEvent, type CatalogueEvent } from './activity-event.js';
import { createActivityPublisher } from './activity-publisher.js';
import { decodeDomainEvent } from './decode-domain-event.js';
import { EventError } from './event-error.js';
import { eventExamples } from './event-examples.js';

/** A producer that keeps what it is given, as a broker would. */
class KeepingProducer implements RecordProducer {
  readonly calls: { readonly topic: string; readonly records: readonly OutgoingRecord[] }[] = [];
  started = 0;
  start(): Promise<void> {
    this.started += 1;
    return Promise.resolve();
  }
  stop(): Promise<void> {
    return this.start();
  }
  send(topic: string, records: readonly OutgoingRecord[]): Promise<void> {
    this.calls.push({ topic, records });
    return Promise.resolve();
  }
}

function decode(record: OutgoingRecord | undefined) {
  const { key, value, headers } = record as unknown as {
    readonly key: string;
    readonly value: Buffer;
    readonly headers: Record<string, Buffer>;
  };
  const decoded = decodeDomainEvent({ key: Buffer.from(key), value, headers });
  if (decoded.kind === 'rejected') throw decoded.error;
  return decoded.event;
}

const publishing = () => {
  const producer = new KeepingProducer();
  return { producer, publisher: createActivityPublisher({ kafka: { producer }, source: '/crm/tickets' }) };
};
const time = '2026-11-22T08:00:00Z';
const contact = { datatype: 'contact', ownerId: 'contact-abc' } as const;
const note: CatalogueEvent<'note_added'> = { org: 'acme', type: 'note_added', subjects: [contact], user: null };

describe('the publisher', () => {
  it.each(typeCatalogue.map(({ type }) => type))(
    'publishes a %s that the log reads back as it was given',
    async (type) => {
      const { producer, publisher } = publishing();
      const given = eventExamples[type];
      const published = await publisher.publishActivity({ ...given, id: 'evt_1', time: '2026-11-22T08:00:00.123456Z' });
      const event = decode(producer.calls[0]?.records[0]);
      const { org, subjects, user, changes, metadata, summary, durationSeconds } = given;
      expect(event).toMatchObject(
        JSON.parse(
          JSON.stringify({ org, type, subjects, user, changes, metadata, summary, durationSeconds }),
        ) as object,
      );
      expect(event.occurredAt.text).toBe('2026-11-22T08:00:00.123456Z');
      expect(published).toEqual({ eventId: 'evt_1', activityId: toActivity(event).id });
    },
  );

  it('sends to crm.domain-events under the key of the first subject', async () => {
    const { producer, publisher } = publishing();
    await publisher.publishActivity(note);
    expect(producer.calls).toMatchObject([
      { topic: 'crm.domain-events', records: [{ key: 'acme/contact/contact-abc' }] },
    ]);
  });

  it('gives an event an id and a time when it has none, another id each time', async () => {
    const { producer, publisher } = publishing();
    const before = Date.now();
    await publisher.publishActivities([note, note]);
    const events = producer.calls[0]?.records.map(decode) ?? [];
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(2);
    for (const { occurredAt } of events) expect(Number(occurredAt.micros / 1000n)).toBeGreaterThanOrEqual(before);
  });

  it('keeps the order of a list, in one send', async () => {
    const { producer, publisher } = publishing();
    await publisher.publishActivities(['1', '2', '3'].map((id) => ({ ...note, id, time })));
    expect(producer.calls.map(({ records }) => records.map((record) => decode(record).eventId))).toEqual([
      ['1', '2', '3'],
    ]);
  });

  it('sends nothing for an empty list', async () => {
    const { producer, publisher } = publishing();
    expect(await publisher.publishActivities([])).toEqual([]);
    expect(producer.calls).toEqual([]);
  });

  it('sends nothing when one event of a list would be refused, and names it', async () => {
    const { producer, publisher } = publishing();
    const bad = { ...note, subjects: [{ ...contact, ownerId: '' }] } as const;
    await expect(publisher.publishActivities([note, note, bad])).rejects.toMatchObject({
      code: 'invalid_field',
      path: '2.data.subjects.0.ownerId',
    });
    expect(producer.calls).toEqual([]);
  });

  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  it.each([
    ['NaN', { n: Number.NaN }, 'unsafe_number', 'data.metadata.n'],
    ['an integer beyond 2^53', { n: 2 ** 53 }, 'unsafe_number', 'data.metadata.n'],
    ['a Date', { at: [new Date(0)] }, 'invalid_field', 'data.metadata.at.0'],
    ['a bigint', { n: 1n }, 'invalid_field', 'data.metadata.n'],
    ['undefined in a list', { list: [undefined] }, 'invalid_field', 'data.metadata.list.0'],
    ['half a surrogate pair', { text: '\ud83d' }, 'lone_surrogate', 'data.metadata.text'],
    ['U+0000', { text: '\0' }, 'nul_character', 'data.metadata.text'],
    ['a cycle', circle, 'nesting_too_deep', undefined],
    ['2 MiB', { text: 'x'.repeat(2_097_152) }, 'event_too_large', undefined],
  ])('refuses metadata with %s instead of writing something else', async (_, metadata, code, path) => {
    const { producer, publisher } = publishing();
    const event = { ...note, metadata } as unknown as ActivityEvent;
    const facts = path === undefined ? { code } : { code, path };
    await expect(publisher.publishActivity(event)).rejects.toMatchObject({
      name: 'EventError',
      retry: 'never',
      ...facts,
    });
    expect(producer.calls).toEqual([]);
  });

  it.each([
    [{ org: 'a/b' }, 'invalid_org'],
    [{ id: '\ud83d', time }, 'invalid_attribute'],
    [{ time: new Date(Number.NaN) }, 'invalid_time'],
    [{ time: 'yesterday' }, 'invalid_time'],
  ])('refuses %j', async (part, code) => {
    await expect(publishing().publisher.publishActivity({ ...note, ...part })).rejects.toMatchObject({ code });
  });

  it('refuses an id without a time, which would be another event when it is published again', async () => {
    const { producer, publisher } = publishing();
    // @ts-expect-error an id demands the time
    const timeless: ActivityEvent = { ...note, id: 'evt_1', time: undefined };
    await expect(publisher.publishActivity(timeless)).rejects.toMatchObject({
      code: 'missing_attribute',
      path: 'time',
    });
    expect(producer.calls).toEqual([]);
  });

  it('refuses what the types of TypeScript refuse, for callers without them', async () => {
    const { publisher } = publishing();
    const lead = { datatype: 'lead', ownerId: 'l' } as const;
    const name = { field: 'name' } as const;
    // @ts-expect-error the first subject of contact_tagged is a contact
    const ofLead: CatalogueEvent<'contact_tagged'> = { ...eventExamples.contact_tagged, subjects: [lead] };
    // @ts-expect-error contact_tagged needs a change on tags
    const untagged: CatalogueEvent<'contact_tagged'> = { ...eventExamples.contact_tagged, changes: [name] };
    // @ts-expect-error email_clicked needs metadata.url
    const noUrl: CatalogueEvent<'email_clicked'> = { ...eventExamples.email_clicked, metadata: { email_id: 'e' } };
    // @ts-expect-error record_updated needs at least one change
    const unchanged: CatalogueEvent<'record_updated'> = { ...eventExamples.record_updated, changes: [] };
    // @ts-expect-error an event has a subject
    const ofNothing: CatalogueEvent<'note_added'> = { ...note, subjects: [] };
    // @ts-expect-error a name of the catalogue, or customType('site_inspected')
    const unnamed: ActivityEvent = { ...note, type: 'site_inspected' };
    for (const event of [ofLead, untagged, noUrl, unchanged, ofNothing]) {
      await expect(publisher.publishActivity(event)).rejects.toMatchObject({ name: 'EventError' });
    }
    await expect(publisher.publishActivity(unnamed)).resolves.toBeDefined();
  });

  it('publishes a type of one’s own', async () => {
    const { producer, publisher } = publishing();
    await publisher.publishActivity({
      org: 'acme',
      type: customType('site_inspected'),
      subjects: [{ datatype: 'site', ownerId: 'S-1' }],
      user: null,
    });
    expect(decode(producer.calls[0]?.records[0]).type).toBe('site_inspected');
  });

  it.each(['activity_redacted', 'contact_tagged', 'Site', 'site.inspected', ''])(
    'takes %j for no type of one’s own',
    (name) => {
      expect(() => customType(name)).toThrow(EventError);
    },
  );

  it('leaves a producer that it was lent to its owner', async () => {
    const { producer, publisher } = publishing();
    await publisher.start();
    await publisher.stop();
    expect(producer.started).toBe(0);
  });

  it('passes on that the brokers did not take an event', async () => {
    const producer = Object.assign(new KeepingProducer(), { send: () => Promise.reject(new Error('no leader')) });
    const publisher = createActivityPublisher({ kafka: { producer }, source: '/crm' });
    await expect(publisher.publishActivity(note)).rejects.toThrow('no leader');
  });
});

import { parseActivityType, toActivity, typeCatalogue, type JsonObject } from '@activity-log/activity';
import { describe, expect, it } from '@jest/globals';
import { CloudEvent, Kafka } from 'cloudevents';
import fc from 'fast-check';
import { decodeDomainEvent } from './decode-domain-event.js';
import { eventExamples } from './event-examples.js';
import { eventToRecord } from './event-to-record.js';
import { eventLimits } from './limits.js';

type Input = Parameters<typeof decodeDomainEvent>[0];

const attributes = {
  specversion: '1.0',
  id: 'evt_01',
  source: '/crm/tickets',
  type: 'ticket_replied',
  time: '2026-11-22T08:00:00Z',
  orgid: 'acme',
};
const data: JsonObject = {
  subjects: [
    { datatype: 'ticket', ownerId: 'T-1', name: 'Printer on fire' },
    { datatype: 'contact', ownerId: 'contact-abc', name: 'Ada' },
  ],
  user: { id: 'usr_123', name: 'Sarah Chen', email: 'sarah@example.com' },
  changes: [{ field: 'status', from: 'open', to: 'pending' }],
  summary: 'Asked for the serial number',
  durationSeconds: 60,
  metadata: { ip_address: '192.0.2.1', user_agent: '...' },
};
const origin = { source: '/tests', fallbackId: 'evt_1', fallbackTime: new Date('2026-11-22T08:00:00Z') };
const asHeaders = (named: Readonly<Record<string, string>>): Record<string, Buffer> =>
  Object.fromEntries(Object.entries(named).map(([name, value]) => [name, Buffer.from(value)]));
const binary = (changed: Readonly<Record<string, string>> = {}, body: JsonObject = data): Input => ({
  key: Buffer.from('acme/ticket/T-1'),
  value: Buffer.from(JSON.stringify(body)),
  headers: asHeaders({
    'content-type': 'application/json',
    ...Object.fromEntries(Object.entries({ ...attributes, ...changed }).map(([name, value]) => [`ce_${name}`, value])),
  }),
});
const structured = (changed: JsonObject = {}, contentType = 'application/cloudevents+json'): Input => ({
  key: null,
  value: Buffer.from(JSON.stringify({ ...attributes, data, ...changed })),
  headers: contentType === '' ? {} : asHeaders({ 'content-type': contentType }),
});
const eventOf = (record: Input) => {
  const decoded = decodeDomainEvent(record);
  if (decoded.kind === 'rejected') throw decoded.error;
  return decoded.event;
};

describe('decodeDomainEvent', () => {
  it('reads the event of the contract in binary mode', () => {
    expect(eventOf(binary())).toEqual({
      org: 'acme',
      source: '/crm/tickets',
      eventId: 'evt_01',
      type: 'ticket_replied',
      occurredAt: { text: '2026-11-22T08:00:00Z', micros: 1_795_334_400_000_000n },
      ...data,
    });
  });

  it('reads the same event in structured mode', () => {
    expect(eventOf(structured())).toEqual(eventOf(binary()));
  });

  it.each(['application/cloudevents+json; charset=utf-8', 'Application/CloudEvents+JSON', 'application/json', ''])(
    'takes a body with specversion for structured when the content type is %j and there are no ce_ headers',
    (contentType) => {
      expect(eventOf(structured({}, contentType))).toEqual(eventOf(binary()));
    },
  );

  it('goes by the content type, not by ce_ headers, when it says structured', () => {
    const record = structured();
    expect(eventOf({ ...record, headers: { ...record.headers, ce_id: Buffer.from('other') } }).eventId).toBe('evt_01');
  });

  it.each(['application/json', 'application/json; charset=UTF-8', 'application/vnd.crm+json', undefined])(
    'reads binary mode with the content type %j',
    (contentType) => {
      const others = Object.entries(binary().headers).filter(([name]) => name !== 'content-type');
      const typed = {
        ...Object.fromEntries(others),
        ...(contentType ? { 'content-type': Buffer.from(contentType) } : {}),
      };
      expect(eventOf({ ...binary(), headers: typed }).eventId).toBe('evt_01');
    },
  );

  it('reads what the cloudevents library writes, in both modes', () => {
    const event = new CloudEvent({ ...attributes, data });
    for (const message of [Kafka.binary(event), Kafka.structured(event)]) {
      const { value } = message as { readonly value: unknown };
      const bytes = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
      const named = Object.entries(message.headers).filter((e): e is [string, string] => typeof e[1] === 'string');
      expect(eventOf({ key: null, value: bytes, headers: asHeaders(Object.fromEntries(named)) })).toEqual(
        eventOf(binary()),
      );
    }
  });

  it.each(typeCatalogue.map(({ type, apiType }) => [type, apiType] as const))(
    'reads %s under its own name and as %s',
    (type, apiType) => {
      const { record } = eventToRecord(eventExamples[type], origin);
      const { value, headers } = record as { readonly value: Buffer; readonly headers: Record<string, Buffer> };
      expect(eventOf({ key: null, value, headers }).type).toBe(type);
      const spelled = { ...headers, ce_type: Buffer.from(apiType) };
      expect(eventOf({ key: null, value, headers: spelled }).type).toBe(parseActivityType(apiType));
    },
  );

  it('takes parts that are null for absent, and an absent user for the system', () => {
    const absent = { changes: null, summary: null, durationSeconds: null, metadata: null };
    const body: JsonObject = { subjects: data['subjects'] ?? [], ...absent };
    const event = eventOf(binary({}, body));
    expect(event.user).toBeNull();
    expect(event).not.toHaveProperty('changes');
    expect(event).not.toHaveProperty('summary');
    expect(event).not.toHaveProperty('durationSeconds');
    expect(event).not.toHaveProperty('metadata');
  });

  it('keeps null as a value that a field had', () => {
    const body = { ...data, changes: [{ field: 'owner', from: null, to: { id: [1] } }, { field: 'note' }] };
    expect(eventOf(binary({}, body)).changes).toEqual(body.changes);
  });

  it('carries correlation, causation and trace context', () => {
    const carried = {
      correlationid: 'c-1',
      causationid: `act_${'0'.repeat(32)}`,
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    };
    const expected = {
      correlationId: carried.correlationid,
      causationId: carried.causationid,
      traceparent: carried.traceparent,
    };
    expect(eventOf(binary(carried))).toMatchObject(expected);
    expect(eventOf(structured(carried))).toMatchObject(expected);
  });

  it.each([
    'nonsense',
    '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01',
    'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    '00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more',
  ])('ignores the trace context %s, which is not valid, and keeps the event', (traceparent) => {
    expect(eventOf(binary({ traceparent }))).not.toHaveProperty('traceparent');
  });

  it.each([null, 'anything', 'other', 'other/contact', 'other//x', '/contact/x', 'other/Contact/x', '\uFFFD'])(
    'accepts the key %j, which names no org',
    (key) => {
      expect(eventOf({ ...binary(), key: key === null ? null : Buffer.from(key) }).org).toBe('acme');
    },
  );

  it.each(['a/contact/x', 'other/contact/a/b', 'acme2/ticket/T-1'])('refuses the key %s of another org', (key) => {
    const decoded = decodeDomainEvent({ ...binary(), key: Buffer.from(key) });
    expect(decoded).toMatchObject({ kind: 'rejected', error: { code: 'org_mismatch', stage: 'parse' } });
  });

  it('accepts an event of 1 MiB, 20 subjects, 100 changes, and every text as long as it may be', () => {
    const long = (length: number) => '\u20ac'.repeat(length);
    const body = {
      subjects: Array.from({ length: 20 }, (_, i) => ({
        datatype: 'd'.repeat(64),
        ownerId: long(250) + String(i),
        name: long(512),
      })),
      user: { id: long(256), name: long(512), email: long(320) },
      changes: Array.from({ length: 100 }, (_, i) => ({ field: long(250) + String(i) })),
      summary: long(10_000),
      durationSeconds: 315_360_000,
      metadata: { filler: '' },
    };
    const room = 1_048_576 - Buffer.byteLength(JSON.stringify(body));
    body.metadata.filler = 'x'.repeat(room);
    const changed = { type: 'x'.repeat(64), id: 'i'.repeat(256), source: 's'.repeat(1_024) };
    expect(binary(changed, body).value).toHaveLength(1_048_576);
    expect(eventOf(binary(changed, body)).subjects).toHaveLength(20);
  });

  it.each(['1601-01-01T00:00:00Z', '2099-12-31T23:59:59.999999Z'])(
    'accepts the time %s, years ago or ahead',
    (time) => {
      expect(eventOf(binary({ time })).occurredAt.text).toBe(time);
    },
  );

  it('says where the fault is', () => {
    const pathOf = (record: Input) => {
      const decoded = decodeDomainEvent(record);
      return decoded.kind === 'rejected' ? decoded.error.path : undefined;
    };
    const subjects = [
      { datatype: 'ticket', ownerId: 'T-1' },
      { datatype: 'contact', ownerId: 5 },
    ];
    expect(pathOf(binary({}, { ...data, subjects }))).toBe('data.subjects.1.ownerId');
    expect(pathOf(structured({ data: { ...data, subjects } }))).toBe('data.subjects.1.ownerId');
    expect(pathOf(binary({}, { ...data, user: { id: 'u', phone: '1' } }))).toBe('data.user.phone');
    expect(pathOf(binary({ time: 'now' }))).toBe('time');
    const twice = JSON.stringify(data).replace('"user_agent"', '"ip_address"');
    expect(pathOf({ ...binary(), value: Buffer.from(twice) })).toBe('data.metadata.ip_address');
    expect(pathOf(binary({ type: 'email_sent' }, { ...data, subjects: [{ datatype: 'lead', ownerId: 'l' }] }))).toBe(
      'data.metadata.email_id',
    );
  });

  it('never throws, whatever the headers and the value', () => {
    const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
    const part = fc.oneof(fc.jsonValue(), fc.constantFrom('ticket', 'T-1', 'acme', null, 5, [], {}));
    const almost = fc
      .dictionary(fc.constantFrom('subjects', 'user', 'changes', 'summary', 'durationSeconds', 'metadata'), part)
      .map((body) => Buffer.from(JSON.stringify({ ...data, ...body })));
    const name = fc.constantFrom(
      ...Object.keys(attributes).map((attribute) => `ce_${attribute}`),
      'content-type',
      '__proto__',
    );
    const header = fc.oneof(bytes, fc.array(bytes, { maxLength: 2 }));
    fc.assert(
      fc.property(fc.oneof(bytes, almost), fc.dictionary(name, header, { maxKeys: 2 }), (value, headers) => {
        const decoded = decodeDomainEvent({ key: value, value, headers: { ...binary().headers, ...headers } });
        expect(['event', 'rejected']).toContain(decoded.kind);
      }),
      { numRuns: 3_000 },
    );
  });

  it('leaves room in a record of crm.activities for whatever an event of 1 MiB becomes', () => {
    // The shortest spelling that canonical JSON writes out longest: 1e-6 becomes 0.000001.
    const numbers = Array.from({ length: 209_000 }, () => '1e-6').join(',');
    const value = JSON.stringify({ ...data, metadata: { n: 'N' } }).replace('"N"', `[${numbers}]`);
    const { wire } = toActivity(eventOf({ ...binary(), value: Buffer.from(value) }));
    expect(value.length).toBeGreaterThan(1_040_000);
    expect(Buffer.byteLength(wire)).toBeLessThan(eventLimits.maxActivityBytes - 100_000);
  });
});

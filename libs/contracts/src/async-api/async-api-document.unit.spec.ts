import { readFile } from 'node:fs/promises';
import { parseInstant, toActivity, toPosition, typeCatalogue } from '@activity-log/activity';
import type { OutgoingRecord } from '@activity-log/kafka';
import { poisonRecords } from '@activity-log/testing';
import { DiagnosticSeverity, Parser } from '@asyncapi/parser';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { activityToRecord } from '../activity-to-record.js';
import { deadLetterRecord } from '../dead-letter-record.js';
import { decodeDomainEvent } from '../decode-domain-event.js';
import { EventError, type EventErrorCode } from '../event-error.js';
import { eventExamples } from '../event-examples.js';
import { eventToRecord } from '../event-to-record.js';
import { asyncApiDocument } from './async-api-document.js';
import { schemaFormat } from '../schemas/json-schema.js';

const document = asyncApiDocument();

const ajv = new Ajv2020({ strict: false, allErrors: false });
addFormats.default(ajv);
ajv.addSchema(document, 'async-api');

/** Whether the schema at a place of the document accepts a value. */
function accepts(pointer: string, value: unknown): boolean {
  const validate = ajv.getSchema(`async-api#${pointer}/schema`);
  if (!validate) throw new Error(`there is no schema at ${pointer}`);
  return validate(value) as boolean;
}

const textsOf = (headers: OutgoingRecord['headers'] = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().map(String).join()]));

interface Described {
  readonly headers: { readonly schema: { readonly properties?: Readonly<Record<string, { description?: string }>> } };
  readonly examples?: readonly { readonly headers: Readonly<Record<string, string>>; readonly payload: unknown }[];
}

/** Whether the document accepts a record of `crm.domain-events`, as the message that its headers say it is. */
function acceptsEvent({ value, headers }: OutgoingRecord): boolean {
  const texts = textsOf(headers);
  const isStructured = texts['content-type']?.startsWith('application/cloudevents+json');
  const type = texts['ce_type']?.replace('.', '_') ?? '';
  const message = isStructured ? 'structured_event' : type in eventExamples ? type : 'custom_activity';
  const at = `/components/messages/${message}`;
  return accepts(`${at}/headers`, texts) && accepts(`${at}/payload`, JSON.parse(String(value)));
}

/** Codes of events whose shape is at fault; the others need the bytes, the calendar or the log. */
const shapeCodes = new Set<EventErrorCode>([
  'unsupported_specversion',
  'missing_attribute',
  'invalid_attribute',
  'invalid_org',
  'invalid_type',
  'reserved_type',
  'reserved_source',
  'missing_field',
  'invalid_field',
  'unknown_field',
  'catalogue_breach',
]);

describe('the AsyncAPI document', () => {
  it('is the committed one, byte for byte: run `npm run docs:asyncapi` after a change', async () => {
    const committed = await readFile(new URL('../../../../docs/asyncapi.json', import.meta.url), 'utf8');
    expect(`${JSON.stringify(document, null, 2)}\n`).toBe(committed);
  });

  it('is valid AsyncAPI 3.0', async () => {
    const diagnostics = await new Parser().validate(JSON.stringify(document));
    const errors: number = DiagnosticSeverity.Error;
    expect(diagnostics.filter(({ severity }: { severity: number }) => severity === errors)).toEqual([]);
  }, 30_000);

  it('has schemas that are valid JSON Schema 2020-12, and refer to nothing that is not there', () => {
    const { schemas, messages } = document.components;
    const ofMessages = Object.values(messages).flatMap(({ headers, payload }) => [headers, payload]);
    const held = [...Object.values(schemas), ...ofMessages];
    expect(held.length).toBeGreaterThan(50);
    for (const multiFormat of held) {
      expect(multiFormat).toHaveProperty('schemaFormat', schemaFormat);
      const { schema } = multiFormat as { readonly schema: object };
      expect([ajv.validateSchema(schema), ajv.errorsText(), schema]).toEqual([true, 'No errors', schema]);
    }
    for (const [, pointer = ''] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      expect(document).toHaveProperty(pointer.split('/'));
    }
  });

  it.each(Object.entries(document.components.messages))(
    'says all of the message %s, with an example of it',
    (name, message) => {
      const { examples = [], ...said } = message as unknown as Described;
      expect(said).toMatchObject({
        name,
        title: expect.stringMatching(/./),
        summary: expect.stringMatching(/./),
        headers: { schema: expect.anything() },
        payload: { schema: expect.anything() },
        bindings: { kafka: { key: { description: expect.stringMatching(/./) } } },
      });
      const { properties: described = {} } = (message as unknown as Described).headers.schema;
      for (const [header, { description }] of Object.entries(described)) {
        expect([header, description]).toEqual([header, expect.stringMatching(/./)]);
      }
      expect(examples).toHaveLength(1);
      for (const { headers, payload } of examples) {
        expect(accepts(`/components/messages/${name}/headers`, headers)).toBe(true);
        expect(accepts(`/components/messages/${name}/payload`, payload)).toBe(true);
        expect(Object.keys(described)).toEqual(expect.arrayContaining(Object.keys(headers)));
      }
    },
  );

  it('has a message for every type, a title and a topic for every channel, and a summary for every operation', () => {
    const { messages } = document.components;
    expect(Object.keys(messages)).toEqual(
      expect.arrayContaining([...typeCatalogue.map(({ type }) => type), 'structured_event', 'activity', 'dead_letter']),
    );
    const { channels, operations } = document as unknown as Record<'channels' | 'operations', Record<string, object>>;
    expect(Object.values(channels)).toHaveLength(3);
    for (const channel of Object.values(channels)) {
      expect(channel).toMatchObject({
        address: expect.stringMatching(/^crm\./),
        title: expect.stringMatching(/./),
        description: expect.stringMatching(/./),
        bindings: {
          kafka: { partitions: expect.any(Number), topicConfiguration: { 'max.message.bytes': expect.any(Number) } },
        },
      });
    }
    for (const operation of Object.values(operations)) {
      expect(operation).toMatchObject({ summary: expect.stringMatching(/./) });
    }
    const said = Object.values(channels).flatMap((channel) => Object.keys((channel as { messages: object }).messages));
    expect(said.sort()).toEqual(Object.keys(messages).sort());
  });

  it.each(poisonRecords({ org: 'acme', ownerId: 'c-1' }).filter(({ code }) => shapeCodes.has(code)))(
    'refuses $name',
    ({ record }) => {
      expect(acceptsEvent(record)).toBe(false);
    },
  );

  it.each(typeCatalogue.map(({ type }) => type))('accepts the activity that an event %s becomes', (type) => {
    const { record } = eventToRecord(
      { ...eventExamples[type], correlationId: 'c-1', causationId: 'evt_0' },
      { source: '/crm', fallbackId: 'evt_1', fallbackTime: new Date('2026-11-22T08:00:00Z') },
    );
    const { value, headers } = record as { readonly value: Buffer; readonly headers: Record<string, Buffer> };
    const decoded = decodeDomainEvent({ key: null, value, headers });
    if (decoded.kind === 'rejected') throw decoded.error;
    const activity = toActivity(decoded.event);
    const outgoing = activityToRecord({
      ...activity,
      position: toPosition(4711n),
      recordedAt: parseInstant('2026-11-22T08:00:00.412038Z')!,
      firstSubject: activity.subjects[0],
    });
    const at = '/components/messages/activity';
    expect(accepts(`${at}/headers`, textsOf(outgoing.headers))).toBe(true);
    expect(accepts(`${at}/payload`, JSON.parse(String(outgoing.value)))).toBe(true);
  });

  it('accepts the headers of dead letters', () => {
    const { headers } = deadLetterRecord({
      record: { key: null, value: null, headers: {}, offset: 7n, timestamp: '1763798400000' },
      topic: 'crm.domain-events',
      partition: 3,
      error: new EventError('tombstone'),
      at: new Date('2026-11-22T08:00:00Z'),
    });
    expect(accepts('/components/messages/dead_letter/headers', textsOf(headers))).toBe(true);
    const without = Object.entries(textsOf(headers)).filter(([name]) => name !== 'x-activity-error-code');
    expect(accepts('/components/messages/dead_letter/headers', Object.fromEntries(without))).toBe(false);
  });
});

import type { EventErrorCode } from '@activity-log/contracts';
import type { OutgoingRecord } from '@activity-log/kafka';

/** A record that can never become an activity. */
export interface PoisonRecord {
  /** What is wrong with it, as part of a sentence. */
  readonly name: string;
  /** The code of the dead letter that it becomes. */
  readonly code: EventErrorCode;
  readonly record: OutgoingRecord;
}

/** Whose records they are. */
export interface PoisonOptions {
  readonly org: string;
  /** The contact that every one of them would be about. */
  readonly ownerId: string;
}

type Parts = Readonly<Record<string, unknown>>;

/**
 * Every message and value that must become a dead letter, one record each. But for its one fault each is a valid event of
 * the contact, with an id of its own.
 */
export function poisonRecords({ org, ownerId }: PoisonOptions): readonly PoisonRecord[] {
  const key = `${org}/contact/${ownerId}`;
  const subject = { datatype: 'contact', ownerId };
  const valid = { subjects: [subject], user: null, metadata: { note: 'valid' } };
  let count = 0;
  const attributes = (): Record<string, string> => ({
    specversion: '1.0',
    id: `poison-${++count}`,
    source: '/tests/poison',
    type: 'note_added',
    time: '2026-11-22T08:00:00Z',
    orgid: org,
  });
  const headersOf = (named: Readonly<Record<string, string>>): Record<string, Buffer> =>
    Object.fromEntries(Object.entries(named).map(([name, value]) => [`ce_${name}`, Buffer.from(value)]));

  const poison = (name: string, code: EventErrorCode, record: Partial<OutgoingRecord>): PoisonRecord => ({
    name,
    code,
    record: {
      key,
      value: JSON.stringify(valid),
      headers: { 'content-type': 'application/json', ...headersOf(attributes()) },
      ...record,
    },
  });
  /** Its value is these bytes. */
  const value = (name: string, code: EventErrorCode, bytes: Buffer | string | null) =>
    poison(name, code, { value: bytes });
  /** Its metadata has this JSON text as the value of one key. */
  const metadata = (name: string, code: EventErrorCode, json: string) =>
    value(
      name,
      code,
      JSON.stringify(valid).replace('"valid"', () => json),
    );
  /** Its data has these parts instead. */
  const data = (name: string, code: EventErrorCode, parts: Parts) =>
    value(name, code, JSON.stringify({ ...valid, ...parts }));
  /** Its attributes are these; undefined leaves one out. */
  const attribute = (name: string, code: EventErrorCode, changed: Readonly<Record<string, string | undefined>>) => {
    const kept = Object.entries({ ...attributes(), ...changed }).filter(
      (e): e is [string, string] => e[1] !== undefined,
    );
    return poison(name, code, {
      headers: { 'content-type': 'application/json', ...headersOf(Object.fromEntries(kept)) },
    });
  };
  /** Structured mode with this body. */
  const structured = (name: string, code: EventErrorCode, body: Parts) =>
    poison(name, code, {
      value: JSON.stringify(body),
      headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
    });
  /** One header beside the valid ones, or in the place of one. */
  const header = (name: string, code: EventErrorCode, headers: NonNullable<OutgoingRecord['headers']>) =>
    poison(name, code, { headers: { ...headersOf(attributes()), ...headers } });
  const ofBytes = (bytes: number): string => {
    const around = JSON.stringify({ ...valid, metadata: { note: '' } }).length;
    return JSON.stringify({ ...valid, metadata: { note: 'x'.repeat(bytes - around) } });
  };
  const subjects = (n: number) =>
    Array.from({ length: n }, (_, i) => ({ datatype: 'contact', ownerId: `${ownerId}-${i}` }));

  return [
    value('a tombstone', 'tombstone', null),
    value('an empty value', 'empty_value', ''),
    value('1 MiB and one byte', 'event_too_large', ofBytes(1_048_577)),
    value('a byte order mark', 'byte_order_mark', `\uFEFF${JSON.stringify(valid)}`),
    value('UTF-16', 'invalid_utf8', Buffer.from(`\uFEFF${JSON.stringify(valid)}`, 'utf16le')),
    value(
      'invalid UTF-8',
      'invalid_utf8',
      Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
    ),
    value('a cut value', 'invalid_json', JSON.stringify(valid).slice(0, -1)),
    value('no JSON', 'invalid_json', '<event/>'),
    value('a list at the top', 'not_an_object', JSON.stringify([valid])),
    value('a text at the top', 'not_an_object', '"note"'),
    value('null at the top', 'not_an_object', 'null'),
    metadata('nesting 100,000 deep', 'nesting_too_deep', '['.repeat(100_000) + ']'.repeat(100_000)),
    metadata('nesting of objects', 'nesting_too_deep', '{"a":'.repeat(40) + '1' + '}'.repeat(40)),
    metadata('an escaped U+0000', 'nul_character', '"a\\u0000b"'),
    metadata('a raw U+0000', 'nul_character', '"a\0b"'),
    metadata('U+0000 in a key', 'nul_character', '{"\\u0000":1}'),
    metadata('a lone surrogate', 'lone_surrogate', '"\\ud83d"'),
    metadata('an integer beyond 2^53', 'unsafe_number', '9007199254740993'),
    metadata('a number beyond numeric', 'unsafe_number', '1e131073'),
    metadata('a number beyond double', 'unsafe_number', '1e400'),
    metadata('minus zero', 'unsafe_number', '-0'),
    metadata('a decimal that loses digits', 'unsafe_number', '0.12345678901234567890'),
    metadata('a key twice', 'duplicate_key', '{"a":1,"a":2}'),
    metadata('a key twice with equal values', 'duplicate_key', '{"a":1,"a":1}'),
    metadata('a __proto__ key', 'forbidden_key', '{"__proto__":{"admin":true}}'),
    metadata('a constructor key', 'forbidden_key', '{"constructor":{"prototype":{}}}'),

    poison('neither ce_ headers nor a CloudEvent', 'not_a_cloudevent', { headers: {} }),
    header('an id that is not UTF-8', 'invalid_header', { ce_id: Buffer.from([0x80, 0x81]) }),
    header('an id with U+0000', 'invalid_header', { ce_id: Buffer.from('a\0b') }),
    header('two ids', 'repeated_header', { ce_id: [Buffer.from('a'), Buffer.from('b')] }),
    header('XML', 'unsupported_content_type', { 'content-type': 'application/xml' }),
    header('a batch of CloudEvents', 'unsupported_content_type', {
      'content-type': 'application/cloudevents-batch+json',
    }),
    structured('base64 data', 'unsupported_content_type', { ...attributes(), data_base64: 'e30=' }),
    structured('data that is a text', 'invalid_field', { ...attributes(), data: JSON.stringify(valid) }),
    structured('no data', 'missing_field', attributes()),
    structured('an id that is a number', 'invalid_attribute', { ...attributes(), id: 5, data: valid }),

    attribute('an unknown specversion', 'unsupported_specversion', { specversion: '0.3' }),
    attribute('no specversion', 'missing_attribute', { specversion: undefined }),
    attribute('no id', 'missing_attribute', { id: undefined }),
    attribute('no source', 'missing_attribute', { source: undefined }),
    attribute('no time', 'missing_attribute', { time: undefined }),
    attribute('no orgid', 'missing_attribute', { orgid: undefined }),
    attribute('an empty id', 'invalid_attribute', { id: '' }),
    attribute('an id of 257 characters', 'invalid_attribute', { id: 'x'.repeat(257) }),
    attribute('a source that is no URI reference', 'invalid_attribute', { source: 'crm tickets' }),
    attribute('a correlation id of 300 characters', 'invalid_attribute', { correlationid: 'x'.repeat(300) }),
    attribute('a type that can be none', 'invalid_type', { type: 'Note Added' }),
    attribute('a type of 65 characters', 'invalid_type', { type: 'x'.repeat(65) }),
    attribute('a type of the log itself', 'reserved_type', { type: 'activity_redacted' }),
    attribute('a type of the log itself with a dot', 'reserved_type', { type: 'data_subject.erased' }),
    attribute('the source of deletions', 'reserved_source', { source: '/crm/activity/redaction' }),
    attribute('an org with a slash', 'invalid_org', { orgid: 'a/b' }),
    attribute('second 60', 'invalid_time', { time: '2026-06-30T23:59:60Z' }),
    attribute('the year 10000', 'invalid_time', { time: '10000-01-01T00:00:00Z' }),
    attribute('the year 294277', 'invalid_time', { time: '+294277-01-01T00:00:00Z' }),
    attribute('a time of infinity', 'invalid_time', { time: 'infinity' }),
    attribute('a time without an offset', 'invalid_time', { time: '2026-11-22T08:00:00' }),
    attribute('30 February', 'invalid_time', { time: '2026-02-30T00:00:00Z' }),
    poison('another org in the key', 'org_mismatch', { key: `other-${org}/contact/${ownerId}` }),

    data('no subjects', 'invalid_field', { subjects: [] }),
    data('subjects left out', 'missing_field', { subjects: undefined }),
    data('21 subjects', 'invalid_field', { subjects: subjects(21) }),
    data('a subject twice', 'duplicate_subject', { subjects: [subject, { ...subject, name: 'again' }] }),
    data('a subject that is null', 'invalid_field', { subjects: [null] }),
    data('a subject that is a list', 'invalid_field', { subjects: [[]] }),
    data('a change that is a list', 'invalid_field', { changes: [[{ field: 'status' }]] }),
    data('an owner id too long for an index', 'invalid_field', {
      subjects: [{ ...subject, ownerId: 'x'.repeat(3_000) }],
    }),
    data('an empty owner id', 'invalid_field', { subjects: [{ ...subject, ownerId: '' }] }),
    data('a datatype with capitals', 'invalid_field', { subjects: [{ ...subject, datatype: 'Contact' }] }),
    data('an unknown part', 'unknown_field', { colour: 'red' }),
    data('an unknown part named like a method', 'unknown_field', { hasOwnProperty: 1 }),
    data('an unknown part of a subject', 'unknown_field', { subjects: [{ ...subject, type: 'person' }] }),
    data('a user without id', 'missing_field', { user: { name: 'Sarah Chen' } }),
    data('a user that is a text', 'invalid_field', { user: 'usr_123' }),
    data('101 changes', 'invalid_field', { changes: Array.from({ length: 101 }, (_, i) => ({ field: `f${i}` })) }),
    data('a change without field', 'missing_field', { changes: [{ from: 1, to: 2 }] }),
    data('a summary of 10,001 characters', 'invalid_field', { summary: 'x'.repeat(10_001) }),
    data('a negative duration', 'invalid_field', { durationSeconds: -1 }),
    data('a duration that is a text', 'invalid_field', { durationSeconds: '60' }),
    data('metadata that is a list', 'invalid_field', { metadata: [1] }),
    attribute('a type whose metadata is missing', 'catalogue_breach', { type: 'email_clicked' }),
    attribute('a type of another record', 'catalogue_breach', { type: 'ticket_replied' }),
    structured('a plan that there is not', 'catalogue_breach', {
      ...attributes(),
      type: 'workspace_plan_changed',
      data: { ...valid, subjects: [{ datatype: 'workspace', ownerId: org }, subject], metadata: { plan: 'gold' } },
    }),
    attribute('a type without its change', 'catalogue_breach', { type: 'contact_tagged' }),
  ];
}

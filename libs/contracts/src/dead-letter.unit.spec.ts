import type { ConsumedRecord, OutgoingRecord, RecordHeaders } from '@activity-log/kafka';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deadLetterHeaders } from './dead-letter-headers.js';
import { deadLetterRecord } from './dead-letter-record.js';
import { decodeDomainEvent } from './decode-domain-event.js';
import { EventError } from './event-error.js';
import { readDeadLetter } from './read-dead-letter.js';
import { redriveRecord } from './redrive-record.js';

const at = new Date('2026-11-22T08:00:00Z');
const bytes = fc.uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array));
const headerName = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.constantFrom('ce_id', 'content-type', ...deadLetterHeaders),
);
const headers: fc.Arbitrary<RecordHeaders> = fc.dictionary(
  headerName.filter((name) => name !== '__proto__'),
  fc.oneof(bytes, fc.array(bytes, { minLength: 2, maxLength: 3 })),
  { noNullPrototype: true },
);
const record: fc.Arbitrary<ConsumedRecord> = fc.record({
  key: fc.option(bytes),
  value: fc.option(bytes),
  headers,
  timestamp: fc.nat().map(String),
  offset: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
});
/** The dead letter as the broker gives it back. */
const consumed = (letter: OutgoingRecord): ConsumedRecord => letter as unknown as ConsumedRecord;
const input = (original: ConsumedRecord) => ({
  record: original,
  topic: 'crm.domain-events',
  partition: 7,
  error: new EventError('duplicate_key', { path: 'data.metadata.a' }),
  at,
});

describe('a dead letter', () => {
  it('has the key, value, headers and timestamp of the original, byte for byte', () => {
    fc.assert(
      fc.property(record, (original) => {
        const letter = deadLetterRecord(input(original));
        expect(letter).toMatchObject({ key: original.key, value: original.value, timestamp: original.timestamp });
        for (const [name, value] of Object.entries(original.headers)) {
          const held = [letter.headers?.[name] ?? []].flat();
          expect(held.slice(0, [value].flat().length)).toEqual([value].flat());
        }
      }),
    );
  });

  it('says why and whence in its own headers and in those of Kafka Connect', () => {
    const original = { key: null, value: Buffer.from('{'), headers: {}, timestamp: '1', offset: 42n };
    const letter = deadLetterRecord(input(original));
    expect(
      Object.fromEntries(Object.entries(letter.headers ?? {}).map(([name, value]) => [name, String(value)])),
    ).toEqual({
      'x-activity-error-code': 'duplicate_key',
      'x-activity-error-stage': 'decode',
      'x-activity-error-path': 'data.metadata.a',
      'x-activity-error-message': 'an object has the same key twice',
      'x-activity-error-at': '2026-11-22T08:00:00.000Z',
      'x-activity-error-last-offset': '42',
      'x-activity-error-value-omitted': '',
      'x-activity-error-headers-omitted': '',
      '__connect.errors.topic': 'crm.domain-events',
      '__connect.errors.partition': '7',
      '__connect.errors.offset': '42',
      '__connect.errors.connector.name': 'activity-log-ingest',
      '__connect.errors.task.id': '7',
      '__connect.errors.stage': 'DECODE',
      '__connect.errors.class.name': 'EventError',
      '__connect.errors.exception.class.name': 'EventError',
      '__connect.errors.exception.message': 'duplicate_key: an object has the same key twice',
    });
  });

  it('tells the operator what it says', () => {
    fc.assert(
      fc.property(record, (original) => {
        expect(readDeadLetter(consumed(deadLetterRecord(input(original))))).toMatchObject({
          code: 'duplicate_key',
          stage: 'decode',
          path: 'data.metadata.a',
          at: at.toISOString(),
          topic: 'crm.domain-events',
          partition: 7,
          offset: original.offset,
        });
      }),
    );
  });

  it('has no path when the whole record is at fault', () => {
    const original = { key: null, value: null, headers: {}, timestamp: '1', offset: 0n };
    const letter = deadLetterRecord({ ...input(original), error: new EventError('tombstone') });
    expect(readDeadLetter(consumed(letter))).not.toHaveProperty('path');
  });

  it('says how much it left out when its topic does not take all of it, and is not sent again', () => {
    const original: ConsumedRecord = {
      key: Buffer.from('acme'),
      value: Buffer.alloc(5_000),
      headers: { ce_id: Buffer.from('evt_1') },
      timestamp: '1',
      offset: 42n,
    };
    const error = new EventError('event_too_large');
    const withoutValue = consumed(deadLetterRecord({ ...input(original), error, omit: 'value' }));
    expect(withoutValue).toMatchObject({ key: original.key, value: null });
    expect(String(withoutValue.headers['x-activity-error-value-omitted'])).toBe('5000');
    expect(readDeadLetter(withoutValue)).toMatchObject({ code: 'event_too_large', offset: 42n, isRedrivable: false });
    const coordinates = consumed(deadLetterRecord({ ...input(original), error, omit: 'value-key-and-headers' }));
    expect(coordinates).toMatchObject({ key: null, value: null });
    expect(coordinates.headers).not.toHaveProperty('ce_id');
    expect(String(coordinates.headers['x-activity-error-headers-omitted'])).toBe('14');
    expect(readDeadLetter(coordinates)).toMatchObject({ offset: 42n, partition: 7, isRedrivable: false });
  });

  it('of a batch that cannot be read says which offsets it stands for', () => {
    const batch: ConsumedRecord = {
      key: null,
      value: Buffer.from('raw'),
      headers: {},
      timestamp: '1',
      offset: 44n,
      unreadable: { firstOffset: 42n, reason: 'corrupt' },
    };
    const decoded = decodeDomainEvent(batch);
    expect(decoded).toMatchObject({ kind: 'rejected', error: { code: 'unreadable_batch' } });
    const letter = consumed(deadLetterRecord({ ...input(batch), error: new EventError('unreadable_batch') }));
    expect(readDeadLetter(letter)).toMatchObject({ offset: 42n, lastOffset: 44n, isRedrivable: false });
  });

  it('is none without its headers', () => {
    expect(readDeadLetter({ key: null, value: null, headers: {}, timestamp: '1', offset: 0n })).toBeUndefined();
  });

  it('gives the original back when it is redriven, also one whose headers had our names', () => {
    fc.assert(
      fc.property(record, ({ offset, ...original }) => {
        expect(redriveRecord(consumed(deadLetterRecord(input({ ...original, offset }))))).toEqual(original);
      }),
    );
  });

  it('gives the first original back after it died, was redriven and died again', () => {
    fc.assert(
      fc.property(record, ({ offset, ...original }) => {
        const again = {
          ...consumed(redriveRecord(consumed(deadLetterRecord(input({ ...original, offset }))))),
          offset,
        };
        expect(redriveRecord(consumed(deadLetterRecord(input(again))))).toEqual(original);
      }),
    );
  });
});

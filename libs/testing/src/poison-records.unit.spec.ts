import { decodeDomainEvent, eventErrorCatalogue } from '@activity-log/contracts';
import type { OutgoingRecord, RecordHeaders } from '@activity-log/kafka';
import { describe, expect, it } from '@jest/globals';
import { poisonRecords } from './poison-records.js';

const bytes = (value: Buffer | string): Buffer => (typeof value === 'string' ? Buffer.from(value) : value);

/** The record as the broker would give it. */
function consumed({ key, value, headers = {} }: OutgoingRecord): Parameters<typeof decodeDomainEvent>[0] {
  const asBuffers = Object.entries(headers).map(([name, held]): [string, RecordHeaders[string]] => [
    name,
    typeof held === 'string' || Buffer.isBuffer(held) ? bytes(held) : held.map(bytes),
  ]);
  return {
    key: key === null ? null : bytes(key),
    value: value === null ? null : bytes(value),
    headers: Object.fromEntries(asBuffers),
  };
}

const poison = poisonRecords({ org: 'acme', ownerId: 'contact-abc' });

describe('poisonRecords', () => {
  it.each(poison.map((entry) => [entry.name, entry] as const))('%s is refused with its code', (_, { record, code }) => {
    expect(decodeDomainEvent(consumed(record))).toMatchObject({ kind: 'rejected', error: { code, retry: 'never' } });
  });

  it('has a record for every code that the bytes of one record can earn', () => {
    // What cannot be inflated is a whole batch: libs/kafka shows it, with bytes that no producer of ours sends.
    const ofBatches = new Set(['unreadable_batch']);
    const shown = new Set(poison.map(({ code }) => code));
    const earned = Object.entries(eventErrorCatalogue)
      .filter(([code, { stage }]) => stage !== 'append' && !ofBatches.has(code))
      .map(([code]) => code);
    expect([...shown].sort()).toEqual(earned.sort());
  });

  it('tells no value of a record in the message or path of its error', () => {
    for (const { record } of poison) {
      const decoded = decodeDomainEvent(consumed(record));
      if (decoded.kind !== 'rejected') throw new Error('a poison record was accepted');
      const told = `${decoded.error.message} ${decoded.error.path ?? ''}`;
      expect(told).not.toMatch(/contact-abc|Sarah|xxx|infinity/);
      expect(Buffer.byteLength(told)).toBeLessThan(600);
    }
  });
});

import { describe, expect, it } from '@jest/globals';
import { consumedRecord } from './consumed-record.js';

const message = { key: null, value: null, timestamp: '1700000000000', offset: '9007199254740993' };

describe('consumedRecord', () => {
  it('keeps offsets beyond 2^53 exact, and null keys and values null', () => {
    expect(consumedRecord(message)).toMatchObject({ key: null, value: null, offset: 9007199254740993n });
  });

  it('keeps the bytes of headers, repeated ones in their order', () => {
    const bytes = Buffer.from([0, 0xff, 0x80]);
    const { headers } = consumedRecord({ ...message, headers: { one: bytes, two: [bytes, Buffer.from('b')] } });
    expect({ ...headers }).toEqual({ one: bytes, two: [bytes, Buffer.from('b')] });
  });

  it('makes empty bytes of a null header', () => {
    const { headers } = consumedRecord({ ...message, headers: { none: null, mixed: [null, Buffer.from('b')] } });
    expect({ ...headers }).toEqual({ none: Buffer.alloc(0), mixed: [Buffer.alloc(0), Buffer.from('b')] });
  });

  it('drops the members of every object that the library gathers with a header of their name', () => {
    const gathered = Object.fromEntries([
      ['constructor', [Object, Buffer.from('a')]],
      ['__proto__', [Object.prototype, Buffer.from('b'), Buffer.from('c')]],
    ]);
    const { headers } = consumedRecord({ ...message, headers: gathered });
    expect(Object.entries(headers)).toEqual([
      ['constructor', Buffer.from('a')],
      ['__proto__', [Buffer.from('b'), Buffer.from('c')]],
    ]);
    expect('toString' in headers).toBe(false);
  });
});

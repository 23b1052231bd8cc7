import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import {
  decodeAroundUnreadableBatches,
  type BatchCursor,
  type DecodeBatch,
} from './decode-around-unreadable-batches.js';
import { registerCodecs } from './codecs/register-codecs.js';

const internals = createRequire(import.meta.url);
const decode = internals('kafkajs/src/protocol/recordBatch/v0/decoder') as DecodeBatch;
const Cursor = internals('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => BatchCursor;

const gzip = 1;
const transactional = 0x10;
/** One record: length, attributes, timestamp delta, offset delta, key -1, value of 1 byte, no headers; varints are zigzag. */
const recordOf = (offsetDelta: number, value: string): Buffer =>
  Buffer.from([14, 0, 0, offsetDelta * 2, 1, 2, value.charCodeAt(0), 0]);

function batch(facts: { offset: bigint; attributes: number; count: number; records: Buffer }): Buffer {
  const bytes = Buffer.alloc(61 + facts.records.length);
  bytes.writeBigInt64BE(facts.offset, 0);
  bytes.writeInt32BE(bytes.length - 12, 8);
  bytes.writeInt8(2, 16);
  bytes.writeInt16BE(facts.attributes, 21);
  bytes.writeInt32BE(facts.count - 1, 23);
  bytes.writeBigInt64BE(1000n, 27);
  bytes.writeBigInt64BE(2000n, 35);
  bytes.writeBigInt64BE(77n, 43);
  bytes.writeInt32BE(facts.count, 57);
  facts.records.copy(bytes, 61);
  return bytes;
}

async function decodeAll(bytes: Buffer): Promise<Awaited<ReturnType<DecodeBatch>>['records']> {
  registerCodecs();
  const cursor = new Cursor(bytes);
  const records = [];
  while (cursor.offset < bytes.length) records.push(...(await decodeAroundUnreadableBatches(decode)(cursor)).records);
  return records;
}

describe('decoding around batches that cannot be decoded', () => {
  const whole = Buffer.concat([recordOf(0, 'a'), recordOf(1, 'b')]);
  const before = batch({ offset: 10n, attributes: gzip, count: 2, records: gzipSync(whole) });
  const after = batch({ offset: 15n, attributes: 0, count: 1, records: recordOf(0, 'c') });

  const broken: readonly (readonly [string, { attributes: number; records: Buffer }])[] = [
    ['bytes that are not compressed as they say', { attributes: gzip, records: Buffer.from('no gzip') }],
    ['compressed bytes that end too early', { attributes: gzip, records: gzipSync(whole).subarray(0, 15) }],
    ['a codec that nobody knows', { attributes: 7, records: whole }],
    ['records that are garbage behind a good compression', { attributes: gzip, records: gzipSync(Buffer.from([2])) }],
    ['records that are garbage without compression', { attributes: 0, records: Buffer.from([40, 0, 0]) }],
  ];

  it.each(broken)(
    'gives one record with the bytes and offsets of a batch with %s, and its neighbours',
    async (_, faults) => {
      const unreadable = batch({ offset: 12n, count: 3, ...faults });
      const records = await decodeAll(Buffer.concat([before, unreadable, after]));
      expect(
        records.map(({ offset, value, unreadable: mark }) => [offset, value?.toString('latin1'), mark?.firstOffset]),
      ).toEqual([
        ['10', 'a', undefined],
        ['11', 'b', undefined],
        ['14', unreadable.toString('latin1'), 12n],
        ['15', 'c', undefined],
      ]);
      expect(records[2]).toMatchObject({ key: null, timestamp: '1000', headers: {} });
    },
  );

  it('keeps what says whether the batch belongs to an aborted transaction', async () => {
    const [record] = await decodeAll(
      batch({ offset: 0n, attributes: gzip | transactional, count: 1, records: Buffer.from('x') }),
    );
    expect(record).toMatchObject({ batchContext: { producerId: '77', inTransaction: true } });
  });

  it('leaves a batch that the fetch cut short to the next fetch', async () => {
    const cut = batch({ offset: 0n, attributes: gzip, count: 2, records: gzipSync(whole) }).subarray(0, -3);
    await expect(decodeAroundUnreadableBatches(decode)(new Cursor(cut))).rejects.toMatchObject({
      name: 'KafkaJSPartialMessageError',
    });
  });
});

import type { ClientMessage } from './consumed-record.js';
import { errorText } from './client-error.js';

/** kafkajs's cursor in the bytes of a fetched partition. */
export interface BatchCursor {
  readonly buffer: Buffer;
  readonly offset: number;
}

/** A decoded batch of kafkajs: what is read of it here and by `hideAbortedRecords`. */
export interface DecodedBatch {
  readonly records: readonly ClientMessage[];
}

/** Decodes the batch at the cursor and moves it behind. */
export type DecodeBatch = (cursor: BatchCursor) => Promise<DecodedBatch>;

/** Base offset and length, which the length does not count. */
const prologueBytes = 12;
/** The header of message format 2 (Kafka protocol guide, "Record Batch"), up to the first record. */
const headerBytes = 61;
const maxReasonLength = 200;
const transactionalFlag = 0x10;
const logAppendTimeFlag = 0x08;

/**
 * A decoder that gives one record with `unreadable` for a batch that `decode` cannot decode, with the batch's own bytes
 * as its value: the header of a batch is never compressed, so where the next one begins is known. A batch that the
 * fetch cut short is none of these: kafkajs drops it, and it comes whole with the next fetch.
 */
export function decodeAroundUnreadableBatches(decode: DecodeBatch): DecodeBatch {
  return async (cursor) => {
    const bytes = batchAt(cursor);
    if (bytes === undefined) return await decode(cursor);
    try {
      return await decode(cursor);
    } catch (error) {
      return { records: [standIn(bytes, error)] };
    }
  };
}

/** The bytes of the batch, unless it is cut short. */
function batchAt({ buffer, offset }: BatchCursor): Buffer | undefined {
  if (buffer.length < offset + headerBytes) return undefined;
  const end = offset + prologueBytes + buffer.readInt32BE(offset + 8);
  return end < offset + headerBytes || end > buffer.length ? undefined : buffer.subarray(offset, end);
}

/** The record for the whole batch. kafkajs goes on behind its offset, and knows by its context whether it was aborted. */
function standIn(batch: Buffer, error: unknown): ClientMessage & { readonly batchContext: object } {
  const firstOffset = batch.readBigInt64BE(0);
  const attributes = batch.readInt16BE(21);
  const timestamp = batch.readBigInt64BE((attributes & logAppendTimeFlag) === 0 ? 27 : 35);
  return {
    // The fetched bytes are some hundred kilobytes that would live as long as this slice.
    value: Buffer.from(batch),
    key: null,
    headers: {},
    timestamp: timestamp.toString(),
    offset: (firstOffset + BigInt(batch.readInt32BE(23))).toString(),
    unreadable: { firstOffset, reason: errorText(error).slice(0, maxReasonLength) },
    batchContext: {
      producerId: batch.readBigInt64BE(43).toString(),
      inTransaction: (attributes & transactionalFlag) !== 0,
    },
  };
}

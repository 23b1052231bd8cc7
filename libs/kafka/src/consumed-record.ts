import type { ConsumedRecord, RecordHeaders, UnreadableBatch } from './port.js';

/** A message as kafkajs decodes it: what of it is used here. Its own types leave out that keys and values may be null. */
export interface ClientMessage {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly timestamp: string;
  readonly offset: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  /** Set by `decodeAroundUnreadableBatches` alone. */
  readonly unreadable?: UnreadableBatch;
}

/** The record of the port out of a kafkajs message, bytes untouched. */
export function consumedRecord(message: ClientMessage): ConsumedRecord {
  return {
    key: message.key,
    value: message.value,
    headers: recordHeaders(message.headers ?? {}),
    timestamp: message.timestamp,
    offset: BigInt(message.offset),
    ...(message.unreadable === undefined ? {} : { unreadable: message.unreadable }),
  };
}

/**
 * kafkajs gathers headers in an object, so three things of the wire are lost before they get here: how repeated
 * headers of different names interleave, whole-number names come first, and bytes of a name that are not UTF-8.
 * A null header value becomes empty bytes. A header named like a member of every object (`constructor`) is
 * gathered together with that member, which is dropped again here; the result has no such members.
 */
function recordHeaders(gathered: Readonly<Record<string, unknown>>): RecordHeaders {
  const headers = Object.create(null) as Record<string, Buffer | readonly Buffer[]>;
  for (const [name, value] of Object.entries(gathered)) {
    if (Array.isArray(value)) {
      const values = value.filter((each) => each === null || Buffer.isBuffer(each)).map(headerBytes);
      headers[name] = values.length === 1 && values[0] !== undefined ? values[0] : values;
    } else {
      headers[name] = headerBytes(value);
    }
  }
  return headers;
}

function headerBytes(value: unknown): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
}

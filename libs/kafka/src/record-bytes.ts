import type { ConsumedRecord, OutgoingRecord } from './port.js';

/** Lengths, flags and deltas around a record and around each header: at most this much in message format 2. */
const recordOverheadBytes = 32;
const headerOverheadBytes = 8;

/** How many bytes a record takes on the wire before compression, rounded up a little. */
export function recordBytes({ key, value, headers = {} }: OutgoingRecord | ConsumedRecord): number {
  let bytes = recordOverheadBytes + lengthOf(key) + lengthOf(value);
  for (const [name, values] of Object.entries(headers)) {
    for (const each of Array.isArray(values) ? values : [values]) {
      bytes += headerOverheadBytes + Buffer.byteLength(name) + lengthOf(each as Buffer | string);
    }
  }
  return bytes;
}

function lengthOf(content: Buffer | string | null): number {
  return content === null ? 0 : Buffer.byteLength(content);
}

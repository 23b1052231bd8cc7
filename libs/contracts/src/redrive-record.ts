import type { ConsumedRecord, OutgoingRecord } from '@activity-log/kafka';
import { deadLetterHeaders } from './dead-letter-headers.js';

/**
 * The record that a dead letter was made of, byte for byte, to be sent to its topic again. Redriving twice is harmless:
 * the event has the same identity, and the log stores it once. Undoes `deadLetterRecord`.
 */
export function redriveRecord(letter: ConsumedRecord): OutgoingRecord {
  const headers: Record<string, Buffer | readonly Buffer[]> = { ...letter.headers };
  for (const name of deadLetterHeaders) {
    const [first, ...others] = [headers[name] ?? []].flat().slice(0, -1);
    if (first === undefined) Reflect.deleteProperty(headers, name);
    else headers[name] = others.length === 0 ? first : [first, ...others];
  }
  return { key: letter.key, value: letter.value, headers, timestamp: letter.timestamp };
}

import { createHash } from 'node:crypto';
import type { OutgoingRecord } from '@activity-log/kafka';

/**
 * What makes two records the same one, sent twice: key, value and headers, to the byte. A text of 43 characters, so that a
 * million of them can be remembered.
 */
export function recordDigest({ key, value, headers = {} }: OutgoingRecord): string {
  const hash = createHash('sha256');
  const add = (bytes: Buffer | string | null): void => {
    // With its length before it, so that no two lists of parts read the same.
    hash.update(bytes === null ? 'null:' : `${Buffer.byteLength(bytes)}:`);
    if (bytes !== null) hash.update(bytes);
  };
  add(key);
  add(value);
  for (const name of Object.keys(headers).sort()) {
    const values = [headers[name] ?? []].flat();
    add(name);
    hash.update(`${values.length}:`);
    values.forEach(add);
  }
  return hash.digest('base64url');
}

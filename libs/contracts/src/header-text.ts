import { isUtf8 } from 'node:buffer';
import type { RecordHeaders } from '@activity-log/kafka';
import { EventError } from './event-error.js';

// Control characters have no place in an attribute, and U+0000 would stop the database.
const control = /\p{Cc}/u;

/**
 * The text of a header, or undefined when the record has none of that name.
 * Throws an {@link EventError} when it is repeated, is not UTF-8 or holds a control character.
 */
export function headerText(headers: RecordHeaders, name: string): string | undefined {
  if (!Object.hasOwn(headers, name)) return undefined;
  const held = headers[name];
  if (held === undefined) return undefined;
  const values: readonly Buffer[] = Buffer.isBuffer(held) ? [held] : held;
  const [value, second] = values;
  if (value === undefined) return undefined;
  if (second !== undefined) throw new EventError('repeated_header', { path: name });
  const text = isUtf8(value) ? value.toString('utf8') : undefined;
  if (text === undefined || control.test(text)) throw new EventError('invalid_header', { path: name });
  return text;
}

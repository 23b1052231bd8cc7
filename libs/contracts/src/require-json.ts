import { EventError } from './event-error.js';
import { errorPath } from './error-path.js';
import { eventLimits } from './limits.js';

/**
 * Throws an {@link EventError} when JSON.stringify would not write the value as it is: NaN and infinities (it writes null),
 * instances such as Date and Map, functions, bigints, holes in lists, cycles (as nesting that is too deep).
 */
export function requireJson(value: unknown, path: string, depth = 1): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new EventError('unsafe_number', { path });
  } else if (typeof value === 'object') {
    if (value !== null) requireJsonParts(value, path, depth);
  } else if (typeof value !== 'string' && typeof value !== 'boolean') {
    throw new EventError('invalid_field', { path, message: 'a value cannot be written as JSON' });
  }
}

function requireJsonParts(value: object, path: string, depth: number): void {
  if (depth > eventLimits.maxNestingDepth) throw new EventError('nesting_too_deep', { path });
  if (!Array.isArray(value) && !isPlain(value)) {
    throw new EventError('invalid_field', { path, message: 'a value is neither a list nor a plain object' });
  }
  if (Array.isArray(value)) {
    // Array.from gives the holes too, which JSON.stringify would write as null.
    for (const [i, part] of Array.from<unknown>(value).entries()) requireJson(part, errorPath(path, i), depth + 1);
    return;
  }
  for (const [key, part] of Object.entries(value)) {
    // JSON.stringify leaves an absent part of an object out, as it should.
    if (part !== undefined) requireJson(part, errorPath(path, key), depth + 1);
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

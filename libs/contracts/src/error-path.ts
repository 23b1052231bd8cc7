import { eventLimits } from './limits.js';

const maxKeyLength = 64;

/** A dotted path out of paths, keys and indexes, cut where a sender's keys would make it long. */
export function errorPath(...segments: readonly (string | number)[]): string {
  return segments
    .map((segment) =>
      typeof segment === 'string' && !segment.includes('.') ? segment.slice(0, maxKeyLength) : segment,
    )
    .join('.')
    .slice(0, eventLimits.maxErrorPathLength)
    .toWellFormed();
}

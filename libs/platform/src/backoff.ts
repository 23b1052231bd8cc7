/** The bounds of the waits between attempts, in milliseconds. */
export interface BackoffBounds {
  readonly baseMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait before attempt `attempt` + 1, in milliseconds: doubles from `baseMs` (attempt 0) up to `maxMs`,
 * less a random half of it, so that clients that failed together do not come back together.
 */
export function backoff(attempt: number, { baseMs, maxMs }: BackoffBounds, random: () => number = Math.random): number {
  // 2^30 is beyond any bound in use and keeps the number finite.
  const ceiling = Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 30));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}

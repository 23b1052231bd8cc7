import { setTimeout as delay } from 'node:timers/promises';

/** How long to wait, and for what, in the words of the failure. */
export interface WaitOptions {
  /** 10 s when absent. */
  readonly timeoutMs?: number;
  /** Completes "waited … for". */
  readonly describe?: string;
}

const defaultTimeoutMs = 10_000;
const pollMs = 20;

/**
 * Waits until the condition gives something other than undefined, null or false, and resolves with that. A condition that
 * throws is asked again; what it threw last is the cause of the failure.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = defaultTimeoutMs, describe = 'a condition' }: WaitOptions = {},
): Promise<Exclude<T, undefined | null | false>> {
  const until = Date.now() + timeoutMs;
  let cause: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value !== undefined && value !== null && value !== false) {
        return value as Exclude<T, undefined | null | false>;
      }
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > until) {
      throw new Error(`waited ${timeoutMs} ms for ${describe}`, cause === undefined ? {} : { cause });
    }
    await delay(pollMs);
  }
}

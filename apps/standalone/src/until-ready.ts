import { setTimeout as delay } from 'node:timers/promises';
import { StandaloneError } from './standalone-error.js';

const timeoutMs = 60_000;
const pollMs = 100;

/** Resolves when the service says that it can do its work. Throws a StandaloneError with what it lacked, or the signal's reason. */
export async function untilReady({
  name,
  url,
  signal,
}: {
  name: string;
  url: string;
  signal: AbortSignal;
}): Promise<void> {
  const until = Date.now() + timeoutMs;
  let last = 'no answer';
  while (Date.now() < until) {
    signal.throwIfAborted();
    try {
      const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]) });
      if (answer.ok) return;
      last = await answer.text();
    } catch {
      // Not listening yet, or stopping: the loop sees which.
    }
    await delay(pollMs, undefined, { signal });
  }
  throw new StandaloneError('service_not_ready', `${name} was not ready within ${timeoutMs / 1000} s: ${last}`);
}

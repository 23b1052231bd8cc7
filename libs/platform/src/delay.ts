import { setTimeout as sleep } from 'node:timers/promises';

/** Waits. Ends early, without an error, when the signal is aborted. Does not keep the process alive. */
export async function delay(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  try {
    await sleep(milliseconds, undefined, { ref: false, ...(signal ? { signal } : {}) });
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

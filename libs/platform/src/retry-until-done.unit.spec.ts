import { describe, expect, it } from '@jest/globals';
import { retryUntilDone } from './retry-until-done.js';

const bounds = { baseMs: 1, maxMs: 2 };

class Refused extends Error {
  readonly retry = 'never';
}

describe('retryUntilDone', () => {
  it('goes on until the step succeeds and tells of each failure', async () => {
    const failures: number[] = [];
    let calls = 0;
    const step = (): Promise<string> => (++calls < 4 ? Promise.reject(new Error('not yet')) : Promise.resolve('done'));
    const result = await retryUntilDone(step, { bounds, onFailure: (_error, attempt) => failures.push(attempt) });
    expect(result).toBe('done');
    expect(failures).toEqual([0, 1, 2]);
  });

  it('throws an error that says never at once', async () => {
    let calls = 0;
    const step = (): Promise<never> => {
      calls++;
      return Promise.reject(new Refused('no'));
    };
    await expect(retryUntilDone(step, { bounds, onFailure: () => undefined })).rejects.toThrow('no');
    expect(calls).toBe(1);
  });

  it('ends with the last error when it is aborted in the middle of a wait', async () => {
    const aborter = new AbortController();
    const step = (): Promise<never> => Promise.reject(new Error('still down'));
    const retried = retryUntilDone(step, {
      bounds: { baseMs: 3_600_000, maxMs: 3_600_000 },
      signal: aborter.signal,
      onFailure: () => {
        queueMicrotask(() => {
          aborter.abort();
        });
      },
    });
    await expect(retried).rejects.toThrow('still down');
  });
});

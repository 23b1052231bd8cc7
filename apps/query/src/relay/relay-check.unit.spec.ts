import { describe, expect, it } from '@jest/globals';
import { RelayCheck, type RelayCheckOptions } from './relay-check.js';

const startMs = 1_000_000;

/** A check at `startMs`, and what it finds there. */
function checkOf(
  relay: Partial<RelayCheckOptions['relay']>,
  { ping = () => Promise.resolve() }: { ping?: () => Promise<void> } = {},
): { check: RelayCheck; after: (ms: number) => void } {
  let nowMs = startMs;
  const check = new RelayCheck({
    relay: { failingForMs: 0, reachedBrokerAtMs: startMs, ...relay },
    createClient: () => ({ ping, stop: () => Promise.resolve() }),
    clock: { now: () => new Date(nowMs) },
  });
  return {
    check,
    after: (ms) => {
      nowMs = startMs + ms;
    },
  };
}

const away = (): Promise<void> => Promise.reject(new Error('away'));

describe('the relay is ready', () => {
  it('while it reaches its broker', async () => {
    await expect(checkOf({}).check.check()).resolves.toBeUndefined();
  });

  it('not before it reached its broker once', async () => {
    await expect(checkOf({ reachedBrokerAtMs: undefined }).check.check()).rejects.toThrow('not reached the broker yet');
  });

  it('during an outage of 10 s, and not during one of 20 s, when it has something to publish', async () => {
    await expect(checkOf({ failingForMs: 10_000 }).check.check()).resolves.toBeUndefined();
    await expect(checkOf({ failingForMs: 20_000 }).check.check()).rejects.toThrow('20000 ms');
  });

  it('during an outage of 10 s, and not during one of 20 s, when it is idle', async () => {
    const { check, after } = checkOf({}, { ping: away });
    after(10_000);
    await expect(check.check()).resolves.toBeUndefined();
    after(20_000);
    await expect(check.check()).rejects.toThrow('the broker has not answered for 20000 ms');
  });

  it('while it is idle for long and its broker answers', async () => {
    const { check, after } = checkOf({});
    after(3_600_000);
    await expect(check.check()).resolves.toBeUndefined();
  });

  it('not while its broker neither answers nor refuses, and says so within the time of a check', async () => {
    const { check, after } = checkOf({}, { ping: () => new Promise(() => undefined) });
    after(20_000);
    await expect(check.check()).rejects.toThrow('has not answered');
  });
});

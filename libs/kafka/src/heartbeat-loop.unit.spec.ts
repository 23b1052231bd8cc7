import { describe, expect, it } from '@jest/globals';
import { HeartbeatLoop } from './heartbeat-loop.js';

/** A loop over beats that end as told, and what it reported. */
function loopOver(beat: (count: number) => Promise<void>): {
  readonly loop: HeartbeatLoop;
  readonly lost: Promise<unknown>;
  readonly failures: unknown[];
  readonly beats: () => number;
} {
  let count = 0;
  const failures: unknown[] = [];
  const lost = Promise.withResolvers<unknown>();
  const loop = new HeartbeatLoop({
    beat: () => beat((count += 1)),
    intervalMs: 1,
    onMembershipLost: lost.resolve,
    onFailure: (error) => failures.push(error),
  });
  return { loop, lost: lost.promise, failures, beats: () => count };
}

const rebalance = Object.assign(new Error('rebalancing'), { type: 'REBALANCE_IN_PROGRESS' });

describe('HeartbeatLoop', () => {
  it('goes on after a beat that failed, and ends when the membership is lost', async () => {
    const connection = new Error('connection');
    const { loop, lost, failures, beats } = loopOver((count) =>
      count === 1 ? Promise.reject(connection) : count < 4 ? Promise.resolve() : Promise.reject(rebalance),
    );
    loop.start();
    expect(await lost).toBe(rebalance);
    await loop.stop();
    expect(failures).toEqual([connection]);
    expect(beats()).toBe(4);
  });

  it('ends when stopped, once the beat under way has ended', async () => {
    const begun = Promise.withResolvers<undefined>();
    const release = Promise.withResolvers<undefined>();
    let ended = 0;
    const { loop, beats } = loopOver(async () => {
      begun.resolve(undefined);
      await release.promise;
      ended += 1;
    });
    loop.start();
    await begun.promise;
    const stopped = loop.stop();
    release.resolve(undefined);
    await stopped;
    expect([beats(), ended]).toEqual([1, 1]);
  });
});

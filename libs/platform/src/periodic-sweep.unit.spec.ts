import { describe, expect, it } from '@jest/globals';
import { PeriodicSweep } from './periodic-sweep.js';

describe('a periodic sweep', () => {
  const never = 3_600_000;

  it('goes on at once while there is more, and waits when there is not', async () => {
    const { promise: fifth, resolve: atFifth } = Promise.withResolvers<undefined>();
    let rounds = 0;
    const sweep = new PeriodicSweep({
      sweep: () => {
        rounds += 1;
        if (rounds === 5) atFifth(undefined);
        return Promise.resolve(rounds < 5);
      },
      intervalMs: never,
      onFailure: () => undefined,
    });
    sweep.start();
    await fifth;
    await sweep.stop();
    expect(rounds).toBe(5);
  });

  it('tells of a round that fails, and does the next', async () => {
    const { promise: third, resolve: atThird } = Promise.withResolvers<undefined>();
    const failures: unknown[] = [];
    let rounds = 0;
    const sweep = new PeriodicSweep({
      sweep: () => {
        rounds += 1;
        if (rounds === 3) atThird(undefined);
        return rounds < 3 ? Promise.reject(new Error(`round ${rounds}`)) : Promise.resolve(false);
      },
      intervalMs: 1,
      onFailure: (error) => failures.push(error),
    });
    sweep.start();
    await third;
    await sweep.stop();
    expect(failures).toEqual([new Error('round 1'), new Error('round 2')]);
  });

  it('lets the round in hand finish when it is stopped, tells it, and begins no other', async () => {
    const seen: string[] = [];
    const { promise: begun, resolve: begin } = Promise.withResolvers<undefined>();
    const sweep = new PeriodicSweep({
      sweep: async (signal) => {
        begin(undefined);
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        });
        seen.push('told');
        await Promise.resolve();
        seen.push('finished');
        return true;
      },
      intervalMs: 1,
      onFailure: () => undefined,
    });
    sweep.start();
    await begun;
    await sweep.stop();
    expect(seen).toEqual(['told', 'finished']);
  });
});

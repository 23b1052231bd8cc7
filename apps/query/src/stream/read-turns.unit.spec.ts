import { describe, expect, it } from '@jest/globals';
import { ReadTurns } from './read-turns.js';

describe('turns', () => {
  it('let so many work at once and no more, first come first served', async () => {
    const turns = new ReadTurns(2);
    const begun: number[] = [];
    const works = Array.from({ length: 5 }, () => Promise.withResolvers<undefined>());
    const taken = works.map((work, n) =>
      turns.take(() => {
        begun.push(n);
        return work.promise;
      }),
    );
    expect(begun).toEqual([0, 1]);
    works[1]?.resolve(undefined);
    await taken[1];
    await Promise.resolve();
    expect(begun).toEqual([0, 1, 2]);
    for (const { resolve } of works) resolve(undefined);
    await Promise.all(taken);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  it('go on to the next when a work fails', async () => {
    const turns = new ReadTurns(1);
    const failing = turns.take(() => Promise.reject(new Error('no')));
    const next = turns.take(() => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
    expect(await turns.take(() => Promise.resolve('again'))).toBe('again');
  });
});

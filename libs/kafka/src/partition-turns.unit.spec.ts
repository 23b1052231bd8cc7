import { describe, expect, it } from '@jest/globals';
import { PartitionTurns } from './partition-turns.js';

describe('PartitionTurns', () => {
  it('begins work of a partition when the work before it has ended, even badly', async () => {
    const turns = new PartitionTurns();
    const steps: string[] = [];
    const release = Promise.withResolvers<undefined>();
    const first = turns.take(0, async () => {
      steps.push('first begins');
      await release.promise;
      steps.push('first ends');
      throw new Error('badly');
    });
    const second = turns.take(0, () => Promise.resolve(steps.push('second')));
    await turns.take(1, () => Promise.resolve(steps.push('other partition')));
    expect(steps).toEqual(['first begins', 'other partition']);
    release.resolve(undefined);
    await expect(first).rejects.toThrow('badly');
    await second;
    expect(steps).toEqual(['first begins', 'other partition', 'first ends', 'second']);
  });
});

import { describe, expect, it } from '@jest/globals';
import { waitFor } from './wait-for.js';

describe('waitFor', () => {
  it('resolves with what the condition gives once it gives something', async () => {
    let asked = 0;
    await expect(waitFor(() => (++asked === 3 ? 'ready' : undefined))).resolves.toBe('ready');
  });

  it('asks again when the condition throws', async () => {
    let asked = 0;
    const flaky = (): number => {
      asked += 1;
      if (asked < 3) throw new Error('not yet');
      return asked;
    };
    await expect(waitFor(flaky)).resolves.toBe(3);
  });

  it('says what it waited for, and what the condition threw last', async () => {
    const never = (): never => {
      throw new Error('still closed');
    };
    const failure = waitFor(never, { timeoutMs: 30, describe: 'an open door' });
    await expect(failure).rejects.toMatchObject({
      message: 'waited 30 ms for an open door',
      cause: new Error('still closed'),
    });
  });
});

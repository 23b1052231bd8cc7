import { beforeEach, describe, expect, it } from '@jest/globals';
import { FailedAttempts } from './failed-attempts.js';

describe('failed attempts', () => {
  let now: number;
  const clock = { now: () => new Date(now) };

  beforeEach(() => {
    now = 1_800_000_000_000;
  });

  const fail = (attempts: FailedAttempts, address: string, times: number): unknown[] =>
    Array.from({ length: times }, () => attempts.add(address));

  it('are allowed up to the limit, then told when the window ends', () => {
    const attempts = new FailedAttempts({ limit: 3, clock });
    expect(fail(attempts, '192.0.2.1', 3)).toEqual([undefined, undefined, undefined]);
    now += 18_000;
    expect(attempts.add('192.0.2.1')).toEqual({ isWithin: false, limit: 3, remaining: 0, resetSeconds: 42 });
    expect(attempts.exhausted('192.0.2.2')).toBeUndefined();
    now += 42_000;
    expect(attempts.exhausted('192.0.2.1')).toBeUndefined();
  });

  it('of one IPv6 network count together, whatever the spelling', () => {
    const attempts = new FailedAttempts({ limit: 3, clock });
    for (const address of ['2001:db8::1', '2001:db8:0:0:1::', '2001:db8::ffff:1']) attempts.add(address);
    expect(attempts.add('2001:db8::2')).toBeDefined();
    expect(attempts.exhausted('2001:db8:0:1::1')).toBeUndefined();
    expect(attempts.exhausted('::1')).toBeUndefined();
    expect(attempts.exhausted('::ffff:192.0.2.1')).toBeUndefined();
  });

  it('are not limited by 0', () => {
    const attempts = new FailedAttempts({ limit: 0, clock });
    expect(fail(attempts, '192.0.2.1', 1_000).filter(Boolean)).toEqual([]);
  });

  it('of more addresses than are counted take no memory, and leave those counted as they are', () => {
    const attempts = new FailedAttempts({ limit: 1, clock, maxAddresses: 1 });
    fail(attempts, '192.0.2.1', 2);
    fail(attempts, '192.0.2.2', 5);
    expect(attempts.exhausted('192.0.2.1')).toBeDefined();
    expect(attempts.exhausted('192.0.2.2')).toBeUndefined();
  });
});

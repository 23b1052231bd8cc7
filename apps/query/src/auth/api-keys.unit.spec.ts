import { describe, expect, it } from '@jest/globals';
import { parseOrgId } from '@activity-log/activity';
import { createLogger } from '@activity-log/platform';
import type { ApiKeyFinder, HeldApiKey } from '@activity-log/store';
import { ApiKeyUses } from './api-key-uses.js';
import { ApiKeys } from './api-keys.js';

const held: HeldApiKey = { org: parseOrgId('acme')!, id: 'key_1', name: 'scoring', scopes: ['activity:read'] };
const secretOf = (n: number): string => `ak_${String(n).padStart(43, '0')}`;

describe('the memory of API keys', () => {
  let asked = 0;
  let answer: HeldApiKey | undefined;
  let now = 0;

  const memory = (maxKeys = 100): ApiKeys => {
    asked = 0;
    answer = held;
    now = 1_800_000_000_000;
    const finder = {
      find: () => Promise.resolve(((asked += 1), answer)),
      markUsed: () => Promise.resolve(),
    } as unknown as ApiKeyFinder;
    const clock = { now: () => new Date(now) };
    const uses = new ApiKeyUses({ finder, clock, log: createLogger({ service: 'test', level: 'silent' }) });
    return new ApiKeys({ finder, uses, clock, maxAgeMs: 5_000, maxKeys });
  };

  it('asks once for a key that many requests bring at once', async () => {
    const keys = memory();
    const found = await Promise.all([1, 1, 1].map((n) => keys.principalOf(secretOf(n))));
    expect(found.map((principal) => principal?.id)).toEqual(['key_1', 'key_1', 'key_1']);
    expect(asked).toBe(1);
  });

  it('asks again after five seconds, and no longer knows a key that was revoked', async () => {
    const keys = memory();
    await keys.principalOf(secretOf(1));
    answer = undefined;
    now += 4_999;
    expect(await keys.principalOf(secretOf(1))).toBeDefined();
    now += 1;
    expect(await keys.principalOf(secretOf(1))).toBeUndefined();
    expect(keys.wasAccepted(secretOf(1))).toBe(false);
  });

  it('holds a key to its expiry within the five seconds', async () => {
    const keys = memory();
    answer = { ...held, expiresAt: new Date(now + 100) };
    expect(await keys.principalOf(secretOf(1))).toBeDefined();
    now += 100;
    expect(await keys.principalOf(secretOf(1))).toBeUndefined();
    expect(asked).toBe(1);
  });

  it('forgets the key that was not used for the longest time when it is full', async () => {
    const keys = memory(2);
    for (const n of [1, 2, 1, 3]) await keys.principalOf(secretOf(n));
    expect([1, 2, 3].map((n) => keys.wasAccepted(secretOf(n)))).toEqual([true, false, true]);
  });

  it('keeps nothing of keys that do not hold', async () => {
    const keys = memory();
    answer = undefined;
    await keys.principalOf(secretOf(1));
    await keys.principalOf(secretOf(1));
    expect(asked).toBe(2);
    expect(keys.wasAccepted(secretOf(1))).toBe(false);
  });
});

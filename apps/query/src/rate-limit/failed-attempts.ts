import type { Clock } from '@activity-log/platform';
import { windowSeconds, type Quota } from './quota.js';

/** How many refused credentials an address may bring a minute. */
export interface FailedAttemptsOptions {
  /** 0 for no limit. */
  readonly limit: number;
  readonly clock: Clock;
  /** Addresses that are counted at a time. */
  readonly maxAddresses?: number;
}

const windowMs = windowSeconds * 1000;

/**
 * Counts the refused credentials of each remote address, in this process alone: an attack of strangers costs no query.
 * All windows end together, so that forgetting them is one step.
 */
export class FailedAttempts {
  readonly #limit: number;
  readonly #clock: Clock;
  readonly #maxAddresses: number;
  readonly #attempts = new Map<string, number>();
  #endsAtMs = 0;

  constructor({ limit, clock, maxAddresses = 50_000 }: FailedAttemptsOptions) {
    this.#limit = limit;
    this.#clock = clock;
    this.#maxAddresses = maxAddresses;
  }

  /** Counts one more. Undefined while the address may go on. */
  add(address: string): Quota | undefined {
    this.#forgetEnded();
    const known = this.#attempts.get(networkOf(address));
    if (known !== undefined || this.#attempts.size < this.#maxAddresses) {
      this.#attempts.set(networkOf(address), (known ?? 0) + 1);
    }
    return this.exhausted(address);
  }

  /** What an address is told that has tried too often; undefined for every other. */
  exhausted(address: string): Quota | undefined {
    this.#forgetEnded();
    if (this.#limit === 0 || (this.#attempts.get(networkOf(address)) ?? 0) <= this.#limit) return undefined;
    const resetSeconds = Math.max(1, Math.ceil((this.#endsAtMs - this.#now()) / 1000));
    return { isWithin: false, limit: this.#limit, remaining: 0, resetSeconds };
  }

  #forgetEnded(): void {
    if (this.#now() < this.#endsAtMs) return;
    this.#attempts.clear();
    this.#endsAtMs = this.#now() + windowMs;
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

/** An IPv6 host chooses among the addresses of its /64, so they count as one. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  const [head = '', tail] = address.split('::', 2);
  const start = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - start.length - (tail === '' ? 0 : tail.split(':').length);
  return [...start, ...Array<string>(Math.max(0, missing)).fill('0')].slice(0, 4).join(':');
}

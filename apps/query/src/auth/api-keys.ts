import type { Clock } from '@activity-log/platform';
import { apiKeyDigest, type ApiKeyFinder, type HeldApiKey } from '@activity-log/store';
import type { ApiKeyUses } from './api-key-uses.js';
import { principalOfKey } from './principal-of-key.js';
import type { ServicePrincipal } from './principal.js';

/** Where keys are found, and how long an answer is trusted. */
export interface ApiKeysOptions {
  readonly finder: ApiKeyFinder;
  readonly uses: ApiKeyUses;
  readonly clock: Clock;
  /** The longest time that a revoked key is still accepted. */
  readonly maxAgeMs?: number;
  /** Keys that are remembered; those not used for the longest time go first. */
  readonly maxKeys?: number;
}

interface KnownKey {
  readonly key: HeldApiKey;
  readonly principal: ServicePrincipal;
  readonly askedAtMs: number;
}

/** The principals of API keys, remembered for a moment: a busy key costs one query every `maxAgeMs`, not one a request. */
export class ApiKeys {
  readonly #finder: ApiKeyFinder;
  readonly #uses: ApiKeyUses;
  readonly #clock: Clock;
  readonly #maxAgeMs: number;
  readonly #maxKeys: number;
  /** By digest, so that a memory dump holds no key; the order of the map is that of use. */
  readonly #known = new Map<string, KnownKey>();
  readonly #asking = new Map<string, Promise<KnownKey | undefined>>();

  constructor({ finder, uses, clock, maxAgeMs = 5_000, maxKeys = 10_000 }: ApiKeysOptions) {
    this.#finder = finder;
    this.#uses = uses;
    this.#clock = clock;
    this.#maxAgeMs = maxAgeMs;
    this.#maxKeys = maxKeys;
  }

  /** Who holds this key; undefined for one that is unknown, revoked or expired. Throws StoreUnavailable. */
  async principalOf(secret: string): Promise<ServicePrincipal | undefined> {
    const digest = apiKeyDigest(secret);
    const remembered = this.#known.get(digest);
    const fresh = remembered !== undefined && this.#now() - remembered.askedAtMs < this.#maxAgeMs;
    const found = fresh ? remembered : await this.#ask(digest);
    this.#known.delete(digest);
    // An expiry is known to the moment; only a revocation waits for the next question.
    if (!found || (found.key.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) <= this.#now()) return undefined;
    this.#known.set(digest, found);
    this.#forgetOldest();
    this.#uses.add(digest);
    return found.principal;
  }

  /** Whether this key was accepted before and is still remembered, fresh or not. Asks nobody. */
  wasAccepted(secret: string): boolean {
    return this.#known.has(apiKeyDigest(secret));
  }

  /** One question a key at a time, however many requests wait for it. */
  #ask(digest: string): Promise<KnownKey | undefined> {
    const asked = this.#asking.get(digest);
    if (asked) return asked;
    const askedAtMs = this.#now();
    const asking = this.#finder
      .find(digest)
      .then((key) => key && { key, principal: principalOfKey(key), askedAtMs })
      .finally(() => this.#asking.delete(digest));
    this.#asking.set(digest, asking);
    return asking;
  }

  #forgetOldest(): void {
    if (this.#known.size <= this.#maxKeys) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

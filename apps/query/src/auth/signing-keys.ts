import { readFile } from 'node:fs/promises';
import type { Clock } from '@activity-log/platform';
import type { JwksClient } from 'jwks-rsa';
import type { JwksSource } from '../config.js';

/** A public key of a token issuer. */
export interface SigningKey {
  /** PEM (SPKI). */
  readonly pem: string;
  /** The only algorithm it is for, when the set says so. */
  readonly alg?: string;
}

/** The key set cannot be had, so no token can be judged. */
export class SigningKeysUnavailable extends Error {
  readonly code = 'signing_keys_unavailable';
  readonly retry = 'later';

  constructor(options: ErrorOptions) {
    super('the key set of the token issuer is not available', options);
    this.name = 'SigningKeysUnavailable';
  }
}

/** Where the keys come from, and how often the source is asked. */
export interface SigningKeysOptions {
  readonly source: JwksSource;
  readonly clock: Clock;
  /** Keys older than this are asked for again. */
  readonly maxAgeMs?: number;
  /** Wait between two questions, whatever the tokens say: key ids that nobody issued must not flood the issuer. */
  readonly cooldownMs?: number;
}

const fetchTimeoutMs = 5_000;

/**
 * The issuer's public keys by key id. Asks for the whole set when a key id is unknown or the set is old, one question
 * at a time and none within the cooldown; keeps what it has while the issuer does not answer.
 */
export class SigningKeys {
  readonly #source: JwksSource;
  #client: Promise<JwksClient> | undefined;
  readonly #clock: Clock;
  readonly #maxAgeMs: number;
  readonly #cooldownMs: number;
  #keys: ReadonlyMap<string, SigningKey> | undefined;
  #loadedAt = Number.NEGATIVE_INFINITY;
  #askedAt = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;

  constructor({ source, clock, maxAgeMs = 600_000, cooldownMs = 30_000 }: SigningKeysOptions) {
    this.#source = source;
    this.#clock = clock;
    this.#maxAgeMs = maxAgeMs;
    this.#cooldownMs = cooldownMs;
  }

  /** The key with this id; undefined when the issuer has none. Throws SigningKeysUnavailable when no set was ever had. */
  async find(kid: string): Promise<SigningKey | undefined> {
    const old = this.#now() - this.#loadedAt > this.#maxAgeMs;
    if (old || !this.#keys?.has(kid)) await this.refresh();
    return this.#keys?.get(kid);
  }

  /** Rejects while there is no key set. */
  async ready(): Promise<void> {
    if (!this.#keys) await this.refresh();
  }

  /** Asks for the set, unless it was asked for within the cooldown. Throws SigningKeysUnavailable when there is none yet. */
  async refresh(): Promise<void> {
    // Without any keys nobody can be served, so the cooldown would only lengthen the outage.
    const cool = this.#keys === undefined || this.#now() - this.#askedAt >= this.#cooldownMs;
    if (cool) {
      this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    }
    await this.#asking;
  }

  async #ask(): Promise<void> {
    this.#askedAt = this.#now();
    try {
      this.#client ??= clientOf(this.#source);
      const keys = await (await this.#client).getSigningKeys();
      this.#keys = new Map(
        keys.map((key) => [key.kid, { pem: key.getPublicKey(), ...(key.alg ? { alg: key.alg } : {}) }]),
      );
      this.#loadedAt = this.#now();
    } catch (error) {
      if (!this.#keys) throw new SigningKeysUnavailable({ cause: error });
    }
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

/**
 * One reader of key sets for both sources: the file stands in for the answer of the URL.
 * Loaded on first use: the library is CommonJS and requires an ES module that this process also imports, which a loader
 * may refuse while the imports are still being linked.
 */
async function clientOf(source: JwksSource): Promise<JwksClient> {
  const { JwksClient } = await import('jwks-rsa');
  const asked = { cache: false, timeout: fetchTimeoutMs };
  if (source.kind === 'uri') return new JwksClient({ ...asked, jwksUri: source.uri });
  const fetcher = async (path: string): Promise<{ keys: unknown }> =>
    JSON.parse(await readFile(path, 'utf8')) as { keys: unknown };
  return new JwksClient({ ...asked, jwksUri: source.path, fetcher });
}

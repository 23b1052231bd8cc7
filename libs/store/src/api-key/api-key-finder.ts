import type { DataSource } from 'typeorm';
import { orUnavailable } from '../or-unavailable.js';
import type { HeldApiKey } from './api-key.js';
import { markKeyUsed } from './mark-key-used.js';
import { selectHeldKey } from './select-held-key.js';

/** Finds the key that a request presents. Sees only the row whose digest it names. */
export class ApiKeyFinder {
  readonly #authenticator: DataSource;

  /** `authenticator` acts as `activity_authenticator`. */
  constructor(authenticator: DataSource) {
    this.#authenticator = authenticator;
  }

  /** The key with this digest; undefined when there is none, or it is revoked or expired. Throws StoreUnavailable. */
  find(digest: string): Promise<HeldApiKey | undefined> {
    return orUnavailable(() => selectHeldKey(this.#authenticator, digest));
  }

  /** Keeps the time of a key's last use. Throws StoreUnavailable. */
  markUsed(use: { readonly digest: string; readonly at: Date }): Promise<void> {
    return orUnavailable(() => markKeyUsed(this.#authenticator, use));
  }
}

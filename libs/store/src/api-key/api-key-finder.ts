import type { DataSource } from 'typeorm';
import { sqlFaultOf } from '../sqlstate.js';
import { StoreUnavailable } from '../store-errors.js';
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
  async find(digest: string): Promise<HeldApiKey | undefined> {
    try {
      return await selectHeldKey(this.#authenticator, digest);
    } catch (error) {
      throw new StoreUnavailable(sqlFaultOf(error).sqlState, { cause: error });
    }
  }

  /** Keeps the time of a key's last use. Throws StoreUnavailable. */
  async markUsed(use: { readonly digest: string; readonly at: Date }): Promise<void> {
    try {
      await markKeyUsed(this.#authenticator, use);
    } catch (error) {
      throw new StoreUnavailable(sqlFaultOf(error).sqlState, { cause: error });
    }
  }
}

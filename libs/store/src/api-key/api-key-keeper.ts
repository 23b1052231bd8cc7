import type { OrgId } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { orUnavailable } from '../or-unavailable.js';
import type { ListedApiKey, NewApiKey, Revocation } from './api-key.js';
import { insertKey } from './insert-key.js';
import { revokeKey } from './revoke-key.js';
import { selectKeys } from './select-keys.js';

/** Makes, revokes and lists keys: the operator's work, which no service may do. All throw StoreUnavailable. */
export class ApiKeyKeeper {
  readonly #keeper: DataSource;

  /** `keeper` acts as `activity_key_keeper`. */
  constructor(keeper: DataSource) {
    this.#keeper = keeper;
  }

  /** Stores a new key. */
  create(key: NewApiKey): Promise<void> {
    return orUnavailable(() => insertKey(this.#keeper, key));
  }

  /** Revokes a key for ever. */
  revoke(key: { readonly org: OrgId; readonly id: string }): Promise<Revocation> {
    return orUnavailable(() => revokeKey(this.#keeper, key));
  }

  /** Every key that an org ever had, oldest first. */
  list(org: OrgId): Promise<readonly ListedApiKey[]> {
    return orUnavailable(() => selectKeys(this.#keeper, org));
  }
}

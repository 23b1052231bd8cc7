import type { OrgId } from '@activity-log/activity';

/** A key that holds, as far as a request needs to know. */
export interface HeldApiKey {
  readonly org: OrgId;
  readonly id: string;
  readonly name: string;
  /** Names of permissions. */
  readonly scopes: readonly string[];
  /** From when on it no longer holds. */
  readonly expiresAt?: Date;
}

/** A key to be made. */
export interface NewApiKey {
  readonly org: OrgId;
  /** Unique in its org. */
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresAt?: Date;
  /** Of {@link apiKeyDigest}. */
  readonly digest: string;
}

/** What a list of keys shows of one: never its secret, which nobody keeps. */
export interface ListedApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  /** The login of the database that made it. */
  readonly createdBy: string;
  readonly expiresAt: Date | undefined;
  readonly revokedAt: Date | undefined;
  /** To the minute. */
  readonly lastUsedAt: Date | undefined;
}

/** What became of a revocation. */
export type Revocation = 'revoked' | 'revoked_before' | 'missing';

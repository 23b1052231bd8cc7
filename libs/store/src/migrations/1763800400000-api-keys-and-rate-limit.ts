import type { MigrationInterface, QueryRunner } from 'typeorm';

/** API keys, and the counters of the rate limit, with the grants of each role. */
export class ApiKeysAndRateLimit1763800400000 implements MigrationInterface {
  readonly name = 'ApiKeysAndRateLimit1763800400000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of [...apiKeys, ...rateLimit]) await db.query(statement);
  }

  /** Forward only: a log is not taken back. */
  down(): Promise<void> {
    return Promise.reject(new Error('migrations of the activity log go forward only'));
  }
}

const apiKeys = [
  `create table api_key (
     created_at timestamptz not null default now(),
     expires_at timestamptz,
     revoked_at timestamptz,
     last_used_at timestamptz,
     org text not null,
     id text not null,
     name text not null check (name <> ''),
     scopes text[] not null,
     created_by text not null default session_user,
     secret_digest bytea not null unique check (octet_length(secret_digest) = 32),
     primary key (org, id)
   )`,
  `comment on table api_key is 'keys of programs; secret_digest is the plain SHA-256 of a secret of 256 random bits, which nobody can search, so a slow hash would only slow the requests'`,
  `alter table api_key enable row level security`,
  `alter table api_key force row level security`,
  // Before the key is found nobody knows the org. Whoever holds the digest sees that one row, and nobody sees a second.
  `create policy presented_key on api_key to activity_authenticator
     using (secret_digest = decode(current_setting('activity_log.api_key_digest', true), 'hex'))`,
  `grant select (org, id, name, scopes, expires_at, revoked_at, last_used_at, secret_digest) on api_key to activity_authenticator`,
  `grant update (last_used_at) on api_key to activity_authenticator`,
  `create policy every_org on api_key to activity_key_keeper using (true) with check (true)`,
  // The keeper cannot read a digest back, nor put another in its place.
  `grant select (org, id, name, scopes, created_at, created_by, expires_at, revoked_at, last_used_at) on api_key to activity_key_keeper`,
  `grant insert (org, id, name, scopes, expires_at, secret_digest) on api_key to activity_key_keeper`,
  `grant update (revoked_at) on api_key to activity_key_keeper`,
];

// The shape is the rate limiter library's. Unlogged: after a crash of the database every count begins anew, which costs
// nobody anything, and no request waits for a disk.
const rateLimit = [
  `create unlogged table rate_limit (
     key varchar(255) primary key,
     points integer not null default 0,
     expire bigint
   ) with (fillfactor = 50)`,
  `create index rate_limit_expire on rate_limit (expire)`,
  `comment on table rate_limit is 'requests of each principal in its window: key is a digest of org, kind and id, expire the end of the window in milliseconds since 1970'`,
  `grant select, insert, update, delete on rate_limit to activity_limiter`,
];

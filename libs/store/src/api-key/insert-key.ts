import type { DataSource } from 'typeorm';
import type { NewApiKey } from './api-key.js';

/** Stores a new key. `keeper` acts as `activity_key_keeper`. */
export async function insertKey(
  keeper: DataSource,
  { org, id, name, scopes, expiresAt, digest }: NewApiKey,
): Promise<void> {
  await keeper.query(
    `insert into api_key (org, id, name, scopes, expires_at, secret_digest)
     values ($1::text, $2::text, $3::text, $4::text[], $5::timestamptz, decode($6::text, 'hex'))`,
    [org, id, name, scopes, expiresAt ?? null, digest],
  );
}

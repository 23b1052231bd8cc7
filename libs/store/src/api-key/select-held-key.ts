import type { OrgId } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import type { HeldApiKey } from './api-key.js';

interface HeldRow {
  readonly org: string;
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expires_at: Date | null;
}

/** The key with this digest that is neither revoked nor expired, in one round trip. `authenticator` acts as `activity_authenticator`. */
export async function selectHeldKey(authenticator: DataSource, digest: string): Promise<HeldApiKey | undefined> {
  // `offset 0` keeps the policy's look at the setting behind the step that sets it.
  const [row]: HeldRow[] = await authenticator.query(
    `with presented as materialized (select set_config('activity_log.api_key_digest', $1::text, true) as digest)
     select held.org, held.id, held.name, held.scopes, held.expires_at
       from presented
      cross join lateral (
        select api_key.org, api_key.id, api_key.name, api_key.scopes, api_key.expires_at
          from api_key
         where api_key.secret_digest = decode(presented.digest, 'hex')
           and api_key.revoked_at is null
           and (api_key.expires_at is null or api_key.expires_at > now())
        offset 0
      ) as held`,
    [digest],
  );
  if (!row) return undefined;
  const { org, id, name, scopes, expires_at: expiresAt } = row;
  return { org: org as OrgId, id, name, scopes, ...(expiresAt ? { expiresAt } : {}) };
}

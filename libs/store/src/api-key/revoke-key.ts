import type { OrgId } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import type { Revocation } from './api-key.js';

/** Revokes a key for ever; the time of a first revocation stays. `keeper` acts as `activity_key_keeper`. */
export async function revokeKey(
  keeper: DataSource,
  { org, id }: { readonly org: OrgId; readonly id: string },
): Promise<Revocation> {
  // `found` sees the row as it was before the update.
  const [row]: { before: Date | null }[] = await keeper.query(
    `with found as (
       select api_key.org, api_key.id, api_key.revoked_at from api_key where org = $1::text and id = $2::text
     ), revoked as (
       update api_key set revoked_at = now()
         from found
        where api_key.org = found.org and api_key.id = found.id and api_key.revoked_at is null
       returning api_key.id
     )
     select found.revoked_at as before from found left join revoked on revoked.id = found.id`,
    [org, id],
  );
  if (!row) return 'missing';
  return row.before ? 'revoked_before' : 'revoked';
}

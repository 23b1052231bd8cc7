import type { OrgId } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import type { ListedApiKey } from './api-key.js';

interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly created_at: Date;
  readonly created_by: string;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
  readonly last_used_at: Date | null;
}

/** Every key that an org ever had, oldest first. `keeper` acts as `activity_key_keeper`. */
export async function selectKeys(keeper: DataSource, org: OrgId): Promise<readonly ListedApiKey[]> {
  const rows: KeyRow[] = await keeper.query(
    `select id, name, scopes, created_at, created_by, expires_at, revoked_at, last_used_at
       from api_key
      where org = $1::text
      order by created_at, id`,
    [org],
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
  }));
}

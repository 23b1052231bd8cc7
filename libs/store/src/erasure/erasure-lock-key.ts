import type { OrgId } from '@activity-log/activity';

/** Names the advisory lock of an org that erasures share and a rebuild has alone. */
export function erasureLockKey(org: OrgId): string {
  return JSON.stringify(['erasure', org]);
}

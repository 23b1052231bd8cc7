import type { OrgId } from '@activity-log/activity';

/** Names the advisory lock of an org that erasures share and a rebuild has alone. */
export function erasureLockKey(org: OrgId): string {
  return JSON.stringify(['erasure', org]);
}

/** Names the advisory lock of an org that each erasure, and whoever places or lifts a hold, has alone. */
export function erasureTurnKey(org: OrgId): string {
  return JSON.stringify(['erasure-turn', org]);
}

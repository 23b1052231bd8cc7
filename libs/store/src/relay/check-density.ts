import { toPosition, type OutgoingActivity } from '@activity-log/activity';
import { LogGap } from '../store-errors.js';
import type { OrgClaim } from './claim-orgs.js';
import type { UnrelayedOrg } from './select-unrelayed.js';

/** What of an org may go out, and why no more may. */
export interface CheckedOrg {
  readonly claim: OrgClaim;
  /** relayed + 1, relayed + 2, …: up to the gap when there is one. */
  readonly activities: readonly OutgoingActivity[];
  readonly gap?: LogGap;
}

/** Holds what follows a claim against density: position n + 1 comes after n, and a log does not end before its head says. */
export function checkDensity({ claim, size, activities }: UnrelayedOrg): CheckedOrg {
  const broken = activities.findIndex(({ position }, i) => position !== claim.relayed + BigInt(i + 1));
  const tailLost = activities.length === 0 && size > claim.relayed;
  if (broken < 0 && !tailLost) return { claim, activities };
  const dense = activities.slice(0, Math.max(broken, 0));
  const expected = toPosition(claim.relayed + BigInt(dense.length + 1));
  return { claim, activities: dense, gap: new LogGap(claim.org, expected, activities[broken]?.position) };
}

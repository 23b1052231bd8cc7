import { logSource, toActivity, type DomainEvent, type Instant, type OrgId, type Plan } from '@activity-log/activity';
import type { ActivityLog } from '../append/activity-log.js';
import { appendActivities } from '../append/append-activities.js';
import { planChangedType } from '../append/apply-plan-changes.js';
import { lockOrgHeads } from '../append/lock-org-heads.js';
import { selectLogin } from './select-login.js';
import { selectPlan } from './select-plan.js';

/** Which org goes on which plan, and under which identity the log tells of it. */
export interface PlanRequest {
  readonly org: OrgId;
  readonly plan: Plan;
  readonly eventId: string;
}

/**
 * Puts an org on a plan, by an activity of its log that names the login behind it. False when it is on that plan already:
 * then nothing is appended. Throws StoreUnavailable.
 */
export function changePlan(log: ActivityLog, { org, plan, eventId }: PlanRequest): Promise<boolean> {
  return log.transaction(org, async (tx) => {
    const heads = await lockOrgHeads(tx, [org]);
    if ((await selectPlan(tx, org)) === plan) return false;
    const by = await selectLogin(tx);
    const changes = [...heads.values()].map(({ recordedAt }) =>
      // At the database's clock: by another one, it could be older than the change that the org is on, and pass for late.
      toActivity(planChanged({ org, plan, eventId, by, at: recordedAt })),
    );
    await appendActivities(tx, changes);
    return true;
  });
}

interface PlanChange extends PlanRequest {
  readonly by: string;
  readonly at: Instant;
}

function planChanged({ org, plan, eventId, by, at }: PlanChange): DomainEvent {
  return {
    org,
    source: logSource('actlog'),
    eventId,
    type: planChangedType,
    occurredAt: at,
    subjects: [{ datatype: 'workspace', ownerId: org }],
    user: null,
    metadata: { plan, by },
  };
}

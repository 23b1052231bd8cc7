import { randomBytes } from 'node:crypto';
import type { Activity } from '@activity-log/activity';
import type { EntityManager } from 'typeorm';
import { insertChangedFields } from '../feed/insert-changed-fields.js';
import { applyPlanChanges } from './apply-plan-changes.js';
import { advanceOrgHeads } from './advance-org-heads.js';
import { insertActivities } from './insert-activities.js';
import { insertSubjects } from './insert-subjects.js';
import { lockOrgHeads } from './lock-org-heads.js';
import { planAppend, type AppendOutcome } from './plan-append.js';
import { selectKnownActivities } from './select-known-activities.js';

/**
 * The only writer of the log. Under the locks of the orgs' heads: drops known ids, numbers the rest, and writes log,
 * timelines, counters, outbox and heads. The locks hold until the transaction ends, so per org the order of positions
 * is the order of commits and of visibility, dense, without holes after a rollback.
 *
 * The outcomes are in the order of the batch. The heads of all its orgs must exist (`ensureOrgHeads`).
 */
export async function appendActivities(
  tx: EntityManager,
  batch: readonly Activity[],
): Promise<readonly AppendOutcome[]> {
  const orgs = [...new Set(batch.map(({ org }) => org))];
  const heads = await lockOrgHeads(tx, orgs);
  const known = await selectKnownActivities(tx, batch);
  const plan = planAppend(batch, { heads, known, nextSalt: saltsFor(batch.length) });
  if (plan.entries.length > 0) {
    await insertActivities(tx, plan.entries);
    await insertSubjects(tx, plan.entries);
    await insertChangedFields(tx, plan.entries);
    await advanceOrgHeads(tx, plan.heads);
    await applyPlanChanges(tx, plan.entries);
  }
  return plan.outcomes;
}

const saltBytes = 16;

/** Salts for a batch out of one call: a call for each costs 2.5 µs an activity, under the locks. */
function saltsFor(count: number): () => Buffer {
  const bytes = randomBytes(count * saltBytes);
  let next = 0;
  return () => {
    next += saltBytes;
    return bytes.subarray(next - saltBytes, next);
  };
}

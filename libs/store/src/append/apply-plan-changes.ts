import type { OrgId } from '@activity-log/activity';
import type { EntityManager } from 'typeorm';
import { isPlan, type Plan } from '../erasure/plan.js';
import type { NewEntry } from './plan-append.js';

/** The type of the activities that change an org's plan to their `metadata.plan`. */
export const planChangedType = 'workspace_plan_changed';

/**
 * Puts orgs on the plans that these entries tell of, the last one of each org: with the append, so once, and in the order
 * of the log. A plan that is not known changes nothing.
 */
export async function applyPlanChanges(tx: EntityManager, entries: readonly NewEntry[]): Promise<void> {
  const plans = new Map(entries.flatMap(planChange));
  if (plans.size === 0) return;
  await tx.query(
    `update org_head set plan = changed.plan
       from unnest($1::text[], $2::text[]) as changed (org, plan)
      where org_head.org = changed.org`,
    [[...plans.keys()], [...plans.values()]],
  );
}

function planChange({ activity: { org, type, wire } }: NewEntry): readonly (readonly [OrgId, Plan])[] {
  if (type !== planChangedType) return [];
  const { metadata } = JSON.parse(wire) as { readonly metadata?: { readonly plan?: unknown } };
  return isPlan(metadata?.plan) ? [[org, metadata.plan]] : [];
}

import { isPlan, type CatalogueType, type Instant, type OrgId, type Plan } from '@activity-log/activity';
import type { EntityManager } from 'typeorm';
import type { NewEntry } from './plan-append.js';

/** The type of the activities that change an org's plan to their `metadata.plan`. */
export const planChangedType = 'workspace_plan_changed' satisfies CatalogueType;

interface PlanChange {
  readonly org: OrgId;
  readonly plan: Plan;
  readonly since: Instant;
}

/**
 * Puts orgs on the plans that these entries tell of, the latest of each org by when it happened, then by position: with the
 * append, so once. A change that happened before the one the org is on changes nothing, so that an event that is late or
 * redriven cannot undo a newer one; nor does a plan that is not known, nor an entry whose record is not the org itself.
 * A time in the future counts as the time of recording.
 */
export async function applyPlanChanges(tx: EntityManager, entries: readonly NewEntry[]): Promise<void> {
  const latest = new Map<OrgId, PlanChange>();
  for (const change of entries.flatMap(planChange)) {
    const other = latest.get(change.org);
    if (!other || change.since.micros >= other.since.micros) latest.set(change.org, change);
  }
  if (latest.size === 0) return;
  const changes = [...latest.values()];
  await tx.query(
    `update org_head set plan = changed.plan, plan_since = changed.since
       from unnest($1::text[], $2::text[], $3::timestamptz[]) as changed (org, plan, since)
      where org_head.org = changed.org and org_head.plan_since <= changed.since`,
    [changes.map(({ org }) => org), changes.map(({ plan }) => plan), changes.map(({ since }) => since.text)],
  );
}

function planChange({ activity, recordedAt }: NewEntry): readonly PlanChange[] {
  const { org, type, subjects, occurredAt, wire } = activity;
  const [{ datatype, ownerId }] = subjects;
  if (type !== planChangedType || datatype !== 'workspace' || ownerId !== org) return [];
  const { metadata } = JSON.parse(wire) as { readonly metadata?: { readonly plan?: unknown } };
  const since = occurredAt.micros < recordedAt.micros ? occurredAt : recordedAt;
  return isPlan(metadata?.plan) ? [{ org, plan: metadata.plan, since }] : [];
}

import type { OrgId } from '@activity-log/activity';
import type { LogTransaction } from '../append/log-transaction.js';
import { timelineKeysOf, type TimelineKey } from '../timeline-key.js';
import type { ErasableEntry } from './select-erasable-entries.js';

/** How many entries left a timeline of one visibility. */
export interface UncountedSubject extends TimelineKey {
  readonly customerVisible: boolean;
  readonly entries: string;
}

/** Takes entries out of their timelines: the inverse of `insertSubjects`, but for the counts that are returned. */
export async function deleteSubjects(
  tx: LogTransaction,
  org: OrgId,
  entries: readonly ErasableEntry[],
): Promise<readonly UncountedSubject[]> {
  const rows = entries.flatMap((entry) => timelineKeysOf(entry.activity.subjects).map((key) => ({ ...key, entry })));
  return tx.query(
    `with gone as (
       delete from activity_subject as subject
        using unnest($2::text[], $3::text[], $4::boolean[], $5::timestamptz[], $6::bigint[])
           as place (datatype, owner_id, customer_visible, occurred_at, position)
        where subject.org = $1::text and subject.datatype = place.datatype and subject.owner_id = place.owner_id
          and subject.customer_visible = place.customer_visible and subject.occurred_at = place.occurred_at
          and subject.position = place.position
       returning subject.datatype, subject.owner_id, subject.customer_visible
     )
     select datatype, owner_id as "ownerId", customer_visible as "customerVisible", count(*) as entries
       from gone
      group by datatype, owner_id, customer_visible`,
    [
      org,
      rows.map(({ datatype }) => datatype),
      rows.map(({ ownerId }) => ownerId),
      rows.map(({ entry }) => entry.activity.visibility === 'customer'),
      rows.map(({ entry }) => entry.activity.occurredAt.text),
      rows.map(({ entry }) => entry.position.toString()),
    ],
  );
}

/** Uncounts what {@link deleteSubjects} took out. The counts are written by appends as well: call it under the head's lock. */
export async function uncountSubjects(
  tx: LogTransaction,
  org: OrgId,
  uncounted: readonly UncountedSubject[],
): Promise<void> {
  await tx.query(
    `with uncounted as materialized (
       select datatype, owner_id, customer_visible, entries
         from unnest($2::text[], $3::text[], $4::boolean[], $5::bigint[])
           as uncounted (datatype, owner_id, customer_visible, entries)
     ), emptied as (
       delete from subject_counter as counter using uncounted where ${sameCounter} and counter.entries <= uncounted.entries
     )
     update subject_counter as counter set entries = counter.entries - uncounted.entries
       from uncounted
      where ${sameCounter} and counter.entries > uncounted.entries`,
    [
      org,
      uncounted.map(({ datatype }) => datatype),
      uncounted.map(({ ownerId }) => ownerId),
      uncounted.map(({ customerVisible }) => customerVisible),
      uncounted.map(({ entries }) => entries),
    ],
  );
}

const sameCounter = `
  counter.org = $1::text and counter.datatype = uncounted.datatype and counter.owner_id = uncounted.owner_id
  and counter.customer_visible = uncounted.customer_visible`;

import type { LogTransaction } from '../append/log-transaction.js';
import { timelineKeysOf } from '../timeline-key.js';
import type { ErasableEntry } from './select-erasable-entries.js';

/** Takes entries out of their timelines and uncounts them there, in one statement: the inverse of `insertSubjects`. */
export async function deleteSubjects(tx: LogTransaction, entries: readonly ErasableEntry[]): Promise<void> {
  const rows = entries.flatMap((entry) => timelineKeysOf(entry.activity.subjects).map((key) => ({ ...key, entry })));
  await tx.query(
    `with gone as (
       delete from activity_subject as subject
        using unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::timestamptz[], $6::bigint[])
           as place (org, datatype, owner_id, customer_visible, occurred_at, position)
        where subject.org = place.org and subject.datatype = place.datatype and subject.owner_id = place.owner_id
          and subject.customer_visible = place.customer_visible and subject.occurred_at = place.occurred_at
          and subject.position = place.position
       returning subject.org, subject.datatype, subject.owner_id, subject.customer_visible
     ), uncounted as materialized (
       select org, datatype, owner_id, customer_visible, count(*) as entries
         from gone
        group by org, datatype, owner_id, customer_visible
     ), emptied as (
       delete from subject_counter as counter using uncounted where ${sameCounter} and counter.entries <= uncounted.entries
     )
     update subject_counter as counter set entries = counter.entries - uncounted.entries
       from uncounted
      where ${sameCounter} and counter.entries > uncounted.entries`,
    [
      rows.map(({ entry }) => entry.activity.org),
      rows.map(({ datatype }) => datatype),
      rows.map(({ ownerId }) => ownerId),
      rows.map(({ entry }) => entry.activity.visibility === 'customer'),
      rows.map(({ entry }) => entry.activity.occurredAt.text),
      rows.map(({ entry }) => entry.position.toString()),
    ],
  );
}

const sameCounter = `
  counter.org = uncounted.org and counter.datatype = uncounted.datatype and counter.owner_id = uncounted.owner_id
  and counter.customer_visible = uncounted.customer_visible`;

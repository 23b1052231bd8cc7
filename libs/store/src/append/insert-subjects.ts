import type { EntityManager } from 'typeorm';
import { timelineKeysOf } from '../timeline-key.js';
import type { IndexedEntry } from './indexed-entry.js';

/** Puts each entry into its timelines and counts it there, in one statement. */
export async function insertSubjects(tx: EntityManager, entries: readonly IndexedEntry[]): Promise<void> {
  const rows = entries.flatMap((entry) => timelineKeysOf(entry.activity.subjects).map((key) => ({ ...key, entry })));
  await tx.query(
    `with subject as materialized (
       select org, datatype, owner_id, customer_visible, occurred_at, position
         from unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::timestamptz[], $6::bigint[])
           as subject (org, datatype, owner_id, customer_visible, occurred_at, position)
     ), counted as (
       insert into subject_counter as counter (org, datatype, owner_id, customer_visible, entries)
       select org, datatype, owner_id, customer_visible, count(*)
         from subject
        group by org, datatype, owner_id, customer_visible
       on conflict (org, datatype, owner_id, customer_visible)
       do update set entries = counter.entries + excluded.entries
     )
     insert into activity_subject (org, datatype, owner_id, customer_visible, occurred_at, position)
     select org, datatype, owner_id, customer_visible, occurred_at, position
       from subject`,
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

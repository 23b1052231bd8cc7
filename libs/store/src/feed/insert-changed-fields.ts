import type { EntityManager } from 'typeorm';
import type { IndexedEntry } from '../append/indexed-entry.js';

/** Puts each entry under the fields that it changed: for anybody, for its user, for its record, and for both. */
export async function insertChangedFields(tx: EntityManager, entries: readonly IndexedEntry[]): Promise<void> {
  const rows = entries.flatMap((entry) =>
    entry.activity.fields.flatMap((field) => placesOf(entry).map((place) => ({ ...place, field, entry }))),
  );
  if (rows.length === 0) return;
  await tx.query(
    `insert into activity_field (org, field, user_id, owner_id, datatype, type, occurred_at, position)
     select org, field, user_id, owner_id, datatype, type, occurred_at, position
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::bigint[])
         as changed (org, field, user_id, owner_id, datatype, type, occurred_at, position)`,
    [
      rows.map(({ entry }) => entry.activity.org),
      rows.map(({ field }) => field),
      rows.map(({ userId }) => userId),
      rows.map(({ ownerId }) => ownerId),
      rows.map(({ entry }) => entry.activity.subjects[0].datatype),
      rows.map(({ entry }) => entry.activity.type),
      rows.map(({ entry }) => entry.activity.occurredAt.text),
      rows.map(({ entry }) => entry.position.toString()),
    ],
  );
}

/** In the table an absent user or record is the empty text, which neither is. */
function placesOf({ activity }: IndexedEntry): readonly { readonly userId: string; readonly ownerId: string }[] {
  const owners = ['', activity.subjects[0].ownerId];
  const users = activity.userId === undefined ? [''] : ['', activity.userId];
  return users.flatMap((userId) => owners.map((ownerId) => ({ userId, ownerId })));
}

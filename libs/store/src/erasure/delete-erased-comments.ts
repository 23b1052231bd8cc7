import type { OrgId } from '@activity-log/activity';
import type { LogTransaction } from '../append/log-transaction.js';
import type { ErasableEntry } from './select-erasable-entries.js';

/**
 * Deletes the comments that were written by these entries. What answers them stays where it is in its thread; the comments
 * that they answered lose the answer, and the record's comments are numbered anew, as the last number is how many there are.
 */
export async function deleteErasedComments(
  tx: LogTransaction,
  org: OrgId,
  entries: readonly ErasableEntry[],
): Promise<void> {
  const added = entries.filter(({ activity }) => activity.type === 'comment_added');
  if (added.length === 0) return;
  const records = added.map(({ activity }) => activity.subjects[0]);
  const places = [org, records.map(({ datatype }) => datatype), records.map(({ ownerId }) => ownerId)];
  await tx.query(
    `with gone as (
       delete from comment
        using unnest($2::text[], $3::text[], $4::bigint[]) as place (datatype, owner_id, position)
        where comment.org = $1::text and comment.datatype = place.datatype and comment.owner_id = place.owner_id
          and comment.position = place.position
       returning comment.id, comment.parent_id
     ), answered as materialized (
       select parent_id, count(*)::int as answers
         from gone
        where parent_id is not null and parent_id not in (select id from gone)
        group by parent_id
     )
     update comment set replies = comment.replies - answered.answers
       from answered
      where comment.org = $1::text and comment.id = answered.parent_id`,
    [...places, added.map(({ position }) => position.toString())],
  );
  await tx.query(
    `with placed as materialized (
       select comment.id, row_number() over (partition by datatype, owner_id order by comment.position) as number
         from comment
         join (select distinct datatype, owner_id from unnest($2::text[], $3::text[]) as record (datatype, owner_id))
           as record using (datatype, owner_id)
        where comment.org = $1::text
     )
     update comment set number = placed.number
       from placed
      where comment.org = $1::text and comment.id = placed.id and comment.number <> placed.number`,
    places,
  );
}

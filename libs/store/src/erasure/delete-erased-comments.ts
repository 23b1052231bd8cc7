import type { OrgId } from '@activity-log/activity';
import type { LogTransaction } from '../append/log-transaction.js';
import type { ErasableEntry } from './select-erasable-entries.js';

/**
 * Deletes the comments that were written by these entries. What answers them stays where it is in its thread; the comments
 * that they answered lose the answer.
 */
export async function deleteErasedComments(
  tx: LogTransaction,
  org: OrgId,
  entries: readonly ErasableEntry[],
): Promise<void> {
  const added = entries.filter(({ activity }) => activity.type === 'comment_added');
  if (added.length === 0) return;
  const records = added.map(({ activity }) => activity.subjects[0]);
  await tx.query(
    `with gone as (
       delete from comment
        using unnest($2::text[], $3::text[], $4::bigint[]) as place (datatype, owner_id, position)
        where comment.org = $1::text and comment.datatype = place.datatype and comment.owner_id = place.owner_id
          and comment.position = place.position
       returning comment.id, comment.parent_id, comment.datatype, comment.owner_id
     ), answered as materialized (
       select parent_id, count(*)::int as answers
         from gone
        where parent_id is not null and parent_id not in (select id from gone)
        group by parent_id
     ), unanswered as (
       update comment set replies = comment.replies - answered.answers
         from answered
        where comment.org = $1::text and comment.id = answered.parent_id
     ), uncounted as materialized (
       select datatype, owner_id, count(*) as comments from gone group by datatype, owner_id
     ), emptied as (
       delete from comment_counter as counter using uncounted where ${sameCounter} and counter.comments <= uncounted.comments
     )
     update comment_counter as counter set comments = counter.comments - uncounted.comments
       from uncounted
      where ${sameCounter} and counter.comments > uncounted.comments`,
    [
      org,
      records.map(({ datatype }) => datatype),
      records.map(({ ownerId }) => ownerId),
      added.map(({ position }) => position.toString()),
    ],
  );
}

const sameCounter = `
  counter.org = $1::text and counter.datatype = uncounted.datatype and counter.owner_id = uncounted.owner_id`;

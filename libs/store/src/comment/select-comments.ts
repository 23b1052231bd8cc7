import type { Position } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { commentSlice, scopeHeadCount, type CommentFactsRow } from './comment-facts.js';
import type { CommentsRequest, CommentSlice } from './comment-reader.js';
import { CommentPlaceLost } from './comment-place-lost.js';
import { commentColumns } from './comment-rows.js';

/** A place among the comments of a record: behind the comment at a position, or behind the first `skip`. */
export type CommentPlace =
  { readonly after: { readonly position: Position; readonly upTo: Position } } | { readonly skip: number };

/**
 * Comments in the order of their threads, the newest thread first; in a thread the oldest first. One range of one index:
 * the place is made ready before it is compared with, as row-level security keeps `coalesce` over columns out of indexes
 * (measured: 60,000 blocks a page instead of 60 at the end of 60,000 comments).
 * Throws CommentPlaceLost.
 */
export async function selectComments(
  reader: DataSource,
  { org, record, limit }: CommentsRequest,
  place: CommentPlace,
): Promise<CommentSlice> {
  const { after, skip } = 'after' in place ? { after: place.after, skip: 0 } : { after: undefined, skip: place.skip };
  const rows: (CommentFactsRow & { readonly is_lost: boolean })[] = await reader.query(
    `${scopeHeadCount}, place as materialized (
       select facts.org,
              case when $6::bigint is null then -9223372036854775807 else last.thread_rank end as thread_rank,
              coalesce($6::bigint, 0) as position
         from facts
         left join lateral (
           select comment.thread_rank
             from comment
            where comment.org = facts.org and comment.datatype = $2::text and comment.owner_id = $3::text
              and comment.position = $6::bigint
           offset 0
         ) as last on true
     )
     select facts.size, facts.total, place.thread_rank is null as is_lost, ${commentColumns}
       from facts
      cross join place
       left join lateral (
         select comment.*
           from comment
          where comment.org = place.org and comment.datatype = $2::text and comment.owner_id = $3::text
            and (comment.thread_rank, comment.position) > (place.thread_rank, place.position)
            and comment.position <= coalesce($7::bigint, 9223372036854775807)
          order by comment.thread_rank, comment.position
          limit $4::int offset $5::int
       ) as comment on true
      order by comment.thread_rank, comment.position`,
    [
      org,
      record.datatype,
      record.ownerId,
      limit,
      skip,
      after?.position.toString() ?? null,
      after?.upTo.toString() ?? null,
    ],
  );
  // Which thread it was in is not known any more.
  if (rows[0]?.is_lost) throw new CommentPlaceLost();
  return commentSlice(rows);
}

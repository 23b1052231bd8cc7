import type { Position } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { commentSlice, scopeHeadCount, type CommentFactsRow } from './comment-facts.js';
import type { CommentsRequest, CommentSlice } from './comment-reader.js';
import { commentColumns } from './comment-rows.js';

/** A place among the comments of a record: behind the comment at a position, or behind the first `skip`. */
export type CommentPlace =
  { readonly after: { readonly position: Position; readonly upTo: Position } } | { readonly skip: number };

/** Comments in the order of their threads, the newest thread first; in a thread the oldest first. One range of one index. */
export async function selectComments(
  reader: DataSource,
  { org, record, limit }: CommentsRequest,
  place: CommentPlace,
): Promise<CommentSlice> {
  const { after, skip } = 'after' in place ? { after: place.after, skip: 0 } : { after: undefined, skip: place.skip };
  const rows: CommentFactsRow[] = await reader.query(
    `${scopeHeadCount}, place as materialized (
       select facts.org, last.thread_rank
         from facts
         left join lateral (
           select comment.thread_rank
             from comment
            where comment.org = facts.org and comment.datatype = $2::text and comment.owner_id = $3::text
              and comment.position = $6::bigint
         ) as last on true
     )
     select facts.size, facts.total, ${commentColumns}
       from facts
      cross join place
       left join lateral (
         select comment.*
           from comment
          where comment.org = place.org and comment.datatype = $2::text and comment.owner_id = $3::text
            and (comment.thread_rank, comment.position) >
                (coalesce(place.thread_rank, -9223372036854775808), coalesce($6::bigint, 0))
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
  return commentSlice(rows);
}

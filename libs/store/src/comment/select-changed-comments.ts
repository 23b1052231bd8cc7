import type { Position } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { commentSlice, scopeHeadCount, type CommentFactsRow } from './comment-facts.js';
import type { CommentsRequest, CommentSlice } from './comment-reader.js';
import { commentColumns } from './comment-rows.js';

/** Comments that were added or deleted after a position, in the order in which the log last speaks of them. */
export async function selectChangedComments(
  reader: DataSource,
  { org, record, limit }: CommentsRequest,
  since: Position,
): Promise<CommentSlice> {
  const rows: CommentFactsRow[] = await reader.query(
    `${scopeHeadCount}
     select facts.size, facts.total, ${commentColumns}
       from facts
       left join lateral (
         select comment.*
           from comment
          where comment.org = facts.org and comment.datatype = $2::text and comment.owner_id = $3::text
            and comment.changed_position > $5::bigint
          order by comment.changed_position
          limit $4::int
       ) as comment on true
      order by comment.changed_position`,
    [org, record.datatype, record.ownerId, limit, since.toString()],
  );
  return commentSlice(rows);
}

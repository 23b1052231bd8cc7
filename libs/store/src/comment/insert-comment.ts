import type { Instant, Position } from '@activity-log/activity';
import type { LogTransaction } from '../append/log-transaction.js';
import type { Comment, NewComment } from './comment.js';
import { uuidOfComment } from './comment-id.js';
import { commentColumns, commentOfRow, type CommentRow } from './comment-rows.js';

/**
 * Writes a comment and counts it, at its record and at the one that it answers. Called behind the append, under the lock of
 * the org's head.
 */
export async function insertComment(
  tx: LogTransaction,
  { org, id, record, author, content, parent }: NewComment,
  { position, recordedAt }: { readonly position: Position; readonly recordedAt: Instant },
): Promise<Comment> {
  const [row]: CommentRow[] = await tx.query(
    `with answered as (
       update comment set replies = replies + 1 where org = $1::text and id = $4::uuid
     ), counted as (
       insert into comment_counter as counter (org, datatype, owner_id, comments)
       values ($1::text, $5::text, $6::text, 1)
       on conflict (org, datatype, owner_id) do update set comments = counter.comments + 1
     ), comment as (
       insert into comment (org, id, thread_id, parent_id, datatype, owner_id, record_name,
                            author_id, author_name, author_email, text, mentions,
                            position, changed_position, created_at, thread_rank)
       select $1::text, $2::uuid, $3::uuid, $4::uuid, $5::text, $6::text, $7::text,
              $8::text, $9::text, $10::text, $11::text, $12::text[],
              $13::bigint, $13::bigint, $14::timestamptz,
              coalesce((select thread_rank from comment where org = $1::text and id = $4::uuid), -$13::bigint)
       returning *
     )
     select ${commentColumns} from comment`,
    [
      org,
      uuidOfComment(id),
      uuidOfComment(parent?.threadId ?? id),
      parent ? uuidOfComment(parent.id) : null,
      record.datatype,
      record.ownerId,
      record.name ?? null,
      author.id,
      author.name ?? null,
      author.email ?? null,
      content.text,
      content.mentions,
      position.toString(),
      recordedAt.text,
    ],
  );
  if (!row) throw new RangeError('an inserted comment is always one row');
  return commentOfRow(row);
}

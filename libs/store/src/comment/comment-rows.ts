import { instantOf, toPosition, type Instant, type Micros } from '@activity-log/activity';
import type { Comment } from './comment.js';
import { commentIdOfUuid } from './comment-id.js';

/** The columns of a {@link CommentRow}, of the table or alias `comment`. */
export const commentColumns = `
  comment.id, comment.thread_id, comment.parent_id, comment.datatype, comment.owner_id, comment.record_name,
  comment.author_id, comment.author_name, comment.author_email, comment.text, comment.mentions, comment.replies,
  comment.position, comment.changed_position,
  (extract(epoch from comment.created_at) * 1000000)::bigint as created_micros,
  (extract(epoch from comment.deleted_at) * 1000000)::bigint as deleted_micros`;

/** A comment as the database answers it. */
export interface CommentRow {
  readonly id: string;
  readonly thread_id: string;
  readonly parent_id: string | null;
  readonly datatype: string;
  readonly owner_id: string;
  readonly record_name: string | null;
  readonly author_id: string;
  readonly author_name: string | null;
  readonly author_email: string | null;
  readonly text: string | null;
  readonly mentions: readonly string[] | null;
  readonly replies: number;
  readonly position: string;
  readonly changed_position: string;
  readonly created_micros: string;
  readonly deleted_micros: string | null;
}

/** The comment of a row. */
export function commentOfRow(row: CommentRow): Comment {
  return {
    id: commentIdOfUuid(row.id),
    threadId: commentIdOfUuid(row.thread_id),
    ...(row.parent_id === null ? {} : { parentId: commentIdOfUuid(row.parent_id) }),
    record: { datatype: row.datatype, ownerId: row.owner_id },
    author: {
      id: row.author_id,
      ...(row.author_name === null ? {} : { name: row.author_name }),
      ...(row.author_email === null ? {} : { email: row.author_email }),
    },
    ...(row.text === null ? {} : { content: { text: row.text, mentions: row.mentions ?? [] } }),
    replyCount: row.replies,
    position: toPosition(row.position),
    changedPosition: toPosition(row.changed_position),
    createdAt: instantOfColumn(row.created_micros),
    ...(row.deleted_micros === null ? {} : { deletedAt: instantOfColumn(row.deleted_micros) }),
  };
}

function instantOfColumn(micros: string): Instant {
  const instant = instantOf(BigInt(micros) as Micros);
  if (!instant) throw new RangeError('the time of a comment is outside the years 0001..9999');
  return instant;
}

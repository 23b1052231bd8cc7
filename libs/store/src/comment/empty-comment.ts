import type { Instant, OrgId, Position } from '@activity-log/activity';
import type { LogTransaction } from '../append/log-transaction.js';
import { uuidOfComment, type CommentId } from './comment-id.js';

/** Leaves of a comment its place, its time and the id of its author. */
export async function emptyComment(
  tx: LogTransaction,
  { org, id }: { readonly org: OrgId; readonly id: CommentId },
  { position, recordedAt }: { readonly position: Position; readonly recordedAt: Instant },
): Promise<void> {
  await tx.query(
    `update comment
        set text = null, mentions = null, author_name = null, author_email = null,
            deleted_at = $3::timestamptz, changed_position = $4::bigint
      where org = $1::text and id = $2::uuid`,
    [org, uuidOfComment(id), recordedAt.text, position.toString()],
  );
}

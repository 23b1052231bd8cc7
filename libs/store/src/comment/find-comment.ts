import type { OrgId } from '@activity-log/activity';
import type { LogTransaction } from '../append/log-transaction.js';
import type { Comment } from './comment.js';
import { uuidOfComment, type CommentId } from './comment-id.js';
import { commentColumns, commentOfRow, type CommentRow } from './comment-rows.js';

/** A comment and the name under which its record was known when it was written. */
export interface FoundComment extends Comment {
  readonly recordName?: string;
}

/** A comment of the org, deleted or not; undefined when there is none of this id. */
export async function findComment(
  tx: LogTransaction,
  { org, id }: { readonly org: OrgId; readonly id: CommentId },
): Promise<FoundComment | undefined> {
  const [row]: CommentRow[] = await tx.query(
    `select ${commentColumns} from comment where org = $1::text and id = $2::uuid`,
    [org, uuidOfComment(id)],
  );
  return row && { ...commentOfRow(row), ...(row.record_name === null ? {} : { recordName: row.record_name }) };
}

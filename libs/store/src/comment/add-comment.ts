import type { Activity } from '@activity-log/activity';
import { appendActivities } from '../append/append-activities.js';
import type { LogTransaction } from '../append/log-transaction.js';
import type { Comment, NewComment } from './comment.js';
import { insertComment } from './insert-comment.js';

/** Appends the activity `comment_added` and writes the comment, which is new as its id is. */
export async function addComment(
  tx: LogTransaction,
  comment: NewComment,
  { activity }: { readonly activity: Activity },
): Promise<Comment> {
  const [outcome] = await appendActivities(tx, [activity]);
  if (outcome?.kind !== 'appended') throw new Error(`the activity of a new comment is known already`);
  return insertComment(tx, comment, outcome);
}

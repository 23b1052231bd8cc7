import type { Activity } from '@activity-log/activity';
import { appendActivities } from '../append/append-activities.js';
import type { LogTransaction } from '../append/log-transaction.js';
import type { CommentId } from './comment-id.js';
import { emptyComment } from './empty-comment.js';

/**
 * Appends the activity `comment_deleted` and takes the words out of the comment, which keeps its place in its thread.
 * The activity's id is a function of the comment's, so a comment that somebody else deleted meanwhile stays as it is.
 */
export async function deleteComment(
  tx: LogTransaction,
  { id, activity }: { readonly id: CommentId; readonly activity: Activity },
): Promise<void> {
  const [outcome] = await appendActivities(tx, [activity]);
  if (outcome?.kind === 'appended') await emptyComment(tx, { org: activity.org, id }, outcome);
}

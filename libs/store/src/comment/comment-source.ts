import { logSource } from '@activity-log/activity';

/**
 * The CloudEvents source of the activities `<comment id>/added` and `<comment id>/deleted`. By it the log tells our own
 * comments from activities of the same types that other services report.
 */
export const commentSource = logSource('comment');

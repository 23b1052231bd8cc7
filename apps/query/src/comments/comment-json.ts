import { canonicalJson, type OrgId } from '@activity-log/activity';
import type { Comment } from '@activity-log/store';
import { commentActivityId } from './comment-event.js';

/**
 * A comment as JSON text: `activityId, author, createdAt, datatype, deletedAt?, id, mentions?, ownerId, parentId?,
 * position, replyCount, text?, threadId`. A deleted one has `deletedAt` and of its author the id, but no text and no mentions.
 */
export function commentJson(
  org: OrgId,
  { id, threadId, parentId, record, author, content, replyCount, position, createdAt, deletedAt }: Comment,
): string {
  return canonicalJson({
    id,
    threadId,
    ...(parentId === undefined ? {} : { parentId }),
    datatype: record.datatype,
    ownerId: record.ownerId,
    ...(content === undefined ? {} : { text: content.text, mentions: content.mentions }),
    author: { ...author },
    replyCount,
    createdAt: createdAt.text,
    ...(deletedAt === undefined ? {} : { deletedAt: deletedAt.text }),
    activityId: commentActivityId(org, id),
    position: position.toString(),
  });
}

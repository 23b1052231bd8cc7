import {
  activityIdOf,
  instantOfDate,
  type ActivityId,
  type DomainEvent,
  type JsonObject,
  type OrgId,
} from '@activity-log/activity';
import { commentSource, type CommentId, type FoundComment, type NewComment } from '@activity-log/store';
import type { Principal } from '../auth/principal.js';
import type { RequestTrace } from '../http/request-trace.js';
import { actorOf } from '../manual/actor-of.js';
import { commentPreview } from './comment-preview.js';

/** When it happens, and in which request. */
export interface CommentEventContext {
  readonly now: Date;
  readonly trace: RequestTrace;
}

/** The id of the activity `comment_added` of a comment. */
export function commentActivityId(org: OrgId, id: CommentId): ActivityId {
  return activityIdOf({ org, source: commentSource, eventId: addedEventId(id) });
}

/** What the log says of a new comment: all of it, so that the table of comments can be made again from the log. */
export function commentAdded(
  { org, id, record, author, content: { text, mentions }, parent }: NewComment,
  { now, trace }: CommentEventContext,
): DomainEvent {
  return {
    org,
    source: commentSource,
    eventId: addedEventId(id),
    type: 'comment_added',
    occurredAt: instantOfDate(now),
    subjects: [record],
    user: author,
    summary: text,
    metadata: {
      comment_id: id,
      comment_preview: commentPreview(text),
      ...(mentions.length === 0 ? {} : { mentions }),
      ...placeOf(parent),
    },
    ...trace,
  };
}

/** What the log says of a comment that is deleted: who did it, and none of the words. */
export function commentDeleted(
  { id, record, recordName, parentId, threadId }: FoundComment,
  { principal, now, trace }: CommentEventContext & { readonly principal: Principal },
): DomainEvent {
  return {
    org: principal.org,
    source: commentSource,
    eventId: `${id}/deleted`,
    type: 'comment_deleted',
    occurredAt: instantOfDate(now),
    subjects: [{ ...record, ...(recordName === undefined ? {} : { name: recordName }) }],
    user: actorOf(principal),
    metadata: { comment_id: id, ...placeOf(parentId === undefined ? undefined : { id: parentId, threadId }) },
    ...trace,
  };
}

/** Which comment it answers, and in which thread; the first of a thread says neither. */
function placeOf(parent: NewComment['parent']): JsonObject {
  return parent ? { parent_id: parent.id, thread_id: parent.threadId } : {};
}

function addedEventId(id: CommentId): string {
  return `${id}/added`;
}

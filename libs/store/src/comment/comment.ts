import type { Actor, Instant, OrgId, Position, Subject } from '@activity-log/activity';
import type { CommentId } from './comment-id.js';

/** The record that a comment is attached to. */
export type CommentedRecord = Pick<Subject, 'datatype' | 'ownerId'>;

/** What a comment says, until it is deleted. */
export interface CommentContent {
  readonly text: string;
  /** Ids of users, each once. */
  readonly mentions: readonly string[];
}

/** A comment as readers see it. */
export interface Comment {
  readonly id: CommentId;
  /** The first comment of its thread: itself, unless it answers another. */
  readonly threadId: CommentId;
  /** The comment that it answers. */
  readonly parentId?: CommentId;
  readonly record: CommentedRecord;
  /** Of a deleted comment the id alone. */
  readonly author: Actor;
  /** Absent once it is deleted. */
  readonly content?: CommentContent;
  /** Comments that answer it, deleted ones among them. */
  readonly replyCount: number;
  /** Where its `comment_added` is in the log. */
  readonly position: Position;
  /** Where the log last speaks of it: its `comment_deleted`, or else `position`. */
  readonly changedPosition: Position;
  readonly createdAt: Instant;
  readonly deletedAt?: Instant;
}

/** A comment to be added. */
export interface NewComment {
  readonly org: OrgId;
  readonly id: CommentId;
  /** With the name under which the record is known, if any. */
  readonly record: Subject;
  readonly author: Actor;
  readonly content: CommentContent;
  /** The comment that it answers; of the same record. */
  readonly parent?: Pick<Comment, 'id' | 'threadId'> | undefined;
}

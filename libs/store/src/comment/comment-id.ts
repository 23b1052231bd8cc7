import type { Brand } from '@activity-log/activity';

/** `cmt_` and 32 lower-case hex digits. */
export type CommentId = Brand<string, 'CommentId'>;

const prefix = 'cmt_';
const pattern = /^cmt_[0-9a-f]{32}$/;

/** The comment id, or undefined when the text cannot be one. */
export function parseCommentId(text: string): CommentId | undefined {
  return pattern.test(text) ? (text as CommentId) : undefined;
}

/** The comment id of a uuid, in any of its spellings. */
export function commentIdOfUuid(uuid: string): CommentId {
  return `${prefix}${uuid.replaceAll('-', '').toLowerCase()}` as CommentId;
}

/** A comment id as the 16 bytes that the database keeps. */
export function uuidOfComment(id: CommentId): string {
  return id.slice(prefix.length);
}

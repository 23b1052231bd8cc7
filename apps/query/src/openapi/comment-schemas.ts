import {
  activityIdSchema,
  datatypeSchema,
  eventLimits,
  instantSchema,
  positionSchema,
  textSchema,
} from '@activity-log/contracts';
import { commentLimits } from '../comments/comment-limits.js';
import { commentExample, newCommentExample } from './examples.js';
import { idSchema } from './id-schema.js';

const text = { type: 'string', minLength: 1, maxLength: commentLimits.maxTextLength };
const id = { type: 'string', pattern: '^cmt_[0-9a-f]{32}$' };
const mentions = {
  type: 'array',
  maxItems: commentLimits.maxMentions,
  items: textSchema({ kind: 'id', maxLength: eventLimits.maxUserIdLength }),
};

/** The JSON Schemas (2020-12) of comments, by name. */
export const commentSchemas = {
  Comment: {
    type: 'object',
    description: 'A comment. One that is deleted has `deletedAt`, and neither `text` nor `mentions`.',
    required: ['id', 'threadId', 'datatype', 'ownerId', 'author', 'replyCount', 'createdAt', 'activityId', 'position'],
    properties: {
      id,
      threadId: { ...id, description: 'The comment that began the thread; of that comment its own id.' },
      parentId: { ...id, description: 'The comment that it answers.' },
      datatype: datatypeSchema,
      ownerId: idSchema,
      text,
      mentions: { ...mentions, description: 'Ids of users, each once.' },
      author: {
        type: 'object',
        description: 'Who wrote it; of a deleted comment the id alone.',
        required: ['id'],
        properties: { id: { type: 'string' }, name: { type: 'string' }, email: { type: 'string' } },
      },
      replyCount: {
        type: 'integer',
        minimum: 0,
        description: 'Comments that answer this one, deleted ones among them.',
      },
      createdAt: instantSchema('When it was written.'),
      deletedAt: instantSchema('When it was deleted.'),
      activityId: {
        ...activityIdSchema,
        description: 'The activity `comment_added` of the comment.',
      },
      position: {
        ...positionSchema,
        description: "The place of that activity in the org's log.",
      },
    },
    example: commentExample,
  },
  CommentList: {
    type: 'object',
    required: ['data', 'meta'],
    properties: {
      data: { type: 'array', items: { $ref: '#/components/schemas/Comment' } },
      meta: { $ref: '#/components/schemas/ListMeta' },
    },
  },
  NewComment: {
    type: 'object',
    required: ['datatype', 'ownerId', 'text'],
    additionalProperties: false,
    properties: {
      datatype: datatypeSchema,
      ownerId: idSchema,
      name: {
        anyOf: [textSchema({ kind: 'name', maxLength: eventLimits.maxNameLength }), { type: 'null' }],
        description: 'The name of the record.',
      },
      text: { ...text, pattern: String.raw`^[^\u0000]*[^\s\u0000][^\u0000]*$`, description: 'Not blank.' },
      mentions: {
        anyOf: [mentions, { type: 'null' }],
        description: 'Ids of the users to be told; one that is there twice is told once.',
      },
      parentId: {
        anyOf: [id, { type: 'null' }],
        description: 'The comment that this one answers; of the same record.',
      },
    },
    example: newCommentExample,
  },
};

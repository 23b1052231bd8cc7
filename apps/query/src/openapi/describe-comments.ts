import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DescribePaging, PageResponse, pagingOfA } from './describe-paging.js';
import { commentExample, newCommentExample, timelineMetaExample } from './examples.js';
import { DescribeIdempotency, replayedHeader } from './describe-idempotency.js';
import { correlationHeader, OrgRequestHeaders } from './headers.js';
import { idSchema } from './id-schema.js';
import { ProblemResponses } from './problem-responses.js';

const staffOnly = 'For members of staff only: customers and programs are refused.';

/** Decorator: the OpenAPI description of `POST /crm/activity/comment/create`. */
export function DescribeCommentCreate(): MethodDecorator {
  return applyDecorators(
    ApiTags('comments'),
    ApiBearerAuth(),
    ApiOperation({
      summary: 'Comment on a record',
      description:
        `${staffOnly} The answer means that it is committed, and with it the activity \`comment_added\`, which carries the mentions to the automation topic. ` +
        'With `parentId` it answers a comment of the same record, at any depth, a deleted one too; all answers are one thread with the comment that began it. The body is read as that of `manage` is.',
    }),
    OrgRequestHeaders(),
    DescribeIdempotency(),
    ApiBody({
      required: true,
      schema: { $ref: '#/components/schemas/NewComment' },
      examples: { comment: { summary: 'A comment with a mention', value: newCommentExample } },
    }),
    ApiResponse({
      status: 201,
      description: 'The comment.',
      headers: {
        ...correlationHeader,
        ...replayedHeader,
        Location: {
          description: 'The address of its activity.',
          schema: { type: 'string' },
          example: `/v1/activity/${commentExample.activityId}`,
        },
      },
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Comment' }, example: commentExample } },
    }),
    ProblemResponses([
      'invalid_request',
      'unauthorized',
      'forbidden',
      'idempotency_conflict',
      'payload_too_large',
      'unsupported_media_type',
      'internal_error',
      'unavailable',
    ]),
  );
}

/** Decorator: the OpenAPI description of `GET /crm/activity/comment/get/{datatype}/{ownerId}`. */
export function DescribeComments(): MethodDecorator {
  return applyDecorators(
    ApiTags('comments'),
    ApiBearerAuth(),
    ApiOperation({
      summary: 'Comments on a record',
      description:
        `${staffOnly} Comments of this API alone: a \`comment_added\` that another service publishes is in the log, and in no thread. The thread that began last comes first; in a thread the comments are in the order in which they were written. ` +
        'Deleted comments keep their places, without their words, and are counted. `next_cursor` walks on without what is added meanwhile; ' +
        '`prev_cursor` yields what was added or deleted since. `page` works to a depth of 10,000 comments.',
    }),
    OrgRequestHeaders(),
    ApiParam({
      name: 'datatype',
      description: 'What the record is.',
      schema: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,63}$', examples: ['lead'] },
    }),
    ApiParam({
      name: 'ownerId',
      description: 'The id of the record.',
      schema: { ...idSchema, examples: ['lead-xyz'] },
    }),
    DescribePaging(pagingOfA),
    PageResponse({
      description: 'A page of comments; empty for a record without any.',
      schema: 'CommentList',
      example: { data: [commentExample], meta: timelineMetaExample },
    }),
    ProblemResponses([
      'invalid_request',
      'invalid_cursor',
      'page_out_of_range',
      'unauthorized',
      'forbidden',
      'uri_too_long',
      'internal_error',
      'unavailable',
    ]),
  );
}

/** Decorator: the OpenAPI description of `DELETE /crm/activity/comment/delete/{id}`. */
export function DescribeCommentDelete(): MethodDecorator {
  return applyDecorators(
    ApiTags('comments'),
    ApiBearerAuth(),
    ApiOperation({
      summary: 'Delete a comment',
      description:
        `${staffOnly} By its author, or with \`org:admin\`. The text, the mentions and the name of the author go; the comment keeps its place in its thread. ` +
        'The log keeps what was said: the text stays in the entry `comment_added`, which staff sees, until that is erased (`DELETE /v1/activity/{id}` with its `activityId`), and `comment_deleted` says who deleted it. Deleting it again does nothing and is answered alike.',
    }),
    OrgRequestHeaders(),
    ApiParam({
      name: 'id',
      description: 'The id of the comment.',
      schema: { type: 'string', pattern: '^cmt_[0-9a-f]{32}$', examples: [commentExample.id] },
    }),
    ApiResponse({ status: 204, description: 'It is deleted.', headers: correlationHeader }),
    ProblemResponses([
      'invalid_request',
      'unauthorized',
      'forbidden',
      'record_not_found',
      'uri_too_long',
      'internal_error',
      'unavailable',
    ]),
  );
}

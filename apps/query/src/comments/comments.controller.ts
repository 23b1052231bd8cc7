import { Controller, Delete, Get, Headers, HttpCode, Inject, Param, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.js';
import { GuardedWithOrgHeader } from '../auth/guarded-with-org-header.js';
import type { Principal } from '../auth/principal.js';
import { RequirePermission } from '../auth/require-permission.js';
import { JsonBody } from '../http/json-body.js';
import { NoQueryGuard } from '../http/no-query.guard.js';
import { StrictQuery } from '../http/strict-query.js';
import { idempotencyKeyOf } from '../idempotency/idempotency-key.js';
import { sendAnswer } from '../idempotency/send-answer.js';
import { DescribeCommentCreate, DescribeCommentDelete, DescribeComments } from '../openapi/describe-comments.js';
import { AnswersList, type ListAnswer } from '../paging/answers-list.js';
import { CurrentAsker, type ListAsker } from '../paging/current-asker.js';
import { TimelineQuery } from '../timeline/timeline-query.js';
import { CommentBody } from './comment-body.js';
import { CommentParams } from './comment-params.js';
import { CommentedRecordParams } from './commented-record-params.js';
import { Comments } from './comments.js';
import { UsersOnlyGuard } from './users-only.guard.js';

/** Document A's comments. Who it is comes before what it may do. */
@Controller(['crm/activity/comment', 'api/crm/activity/comment'])
@GuardedWithOrgHeader(UsersOnlyGuard)
export class CommentsController {
  readonly #comments: Comments;

  constructor(@Inject(Comments) comments: Comments) {
    this.#comments = comments;
  }

  @Post('create')
  @UseGuards(NoQueryGuard)
  @RequirePermission('comment:write')
  @DescribeCommentCreate()
  async createComment(
    @CurrentPrincipal() principal: Principal,
    @JsonBody(CommentBody) body: CommentBody,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendAnswer(reply, await this.#comments.add({ body, principal, idempotencyKey: idempotencyKeyOf(idempotencyKey) }));
  }

  @Get('get/:datatype/:ownerId')
  @AnswersList()
  @RequirePermission('activity:read')
  @DescribeComments()
  comments(
    @Param() { datatype, ownerId }: CommentedRecordParams,
    @StrictQuery(TimelineQuery) { page, pageSize: size, cursor }: TimelineQuery,
    @CurrentAsker() asker: ListAsker,
  ): Promise<ListAnswer> {
    return this.#comments.page({ record: { datatype, ownerId }, parameters: { page, size, cursor }, ...asker });
  }

  @Delete('delete/:id')
  @HttpCode(204)
  @UseGuards(NoQueryGuard)
  @RequirePermission('comment:write')
  @DescribeCommentDelete()
  async deleteComment(@Param() { id }: CommentParams, @CurrentPrincipal() principal: Principal): Promise<void> {
    await this.#comments.remove({ id, principal });
  }
}

import { Controller, Get, Header, Headers, Inject, Param, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.js';
import { Guarded } from '../auth/guarded.js';
import type { Principal } from '../auth/principal.js';
import { RequirePermission } from '../auth/require-permission.js';
import { NoQueryGuard } from '../http/no-query.guard.js';
import { StrictQuery } from '../http/strict-query.js';
import { DescribeActivity, DescribeFeed } from '../openapi/describe-feed.js';
import { AnswersList, type ListAnswer } from '../paging/answers-list.js';
import { CurrentAsker, type ListAsker } from '../paging/current-asker.js';
import { entityTagOf, namesEntityTag } from './entity-tag.js';
import { feedFilters } from './feed-filters.js';
import { FeedPageQuery } from './feed-page-query.js';
import { FeedParams } from './feed-params.js';
import { feedScopeOf } from './feed-scope.js';
import { Feeds } from './feeds.js';

/** Document B's feeds, and the permalink of an activity. */
@Controller('v1')
@Guarded()
@RequirePermission('activity:read')
export class FeedController {
  readonly #feeds: Feeds;

  constructor(@Inject(Feeds) feeds: Feeds) {
    this.#feeds = feeds;
  }

  @Get('activity')
  @AnswersList()
  @DescribeFeed({ summary: 'Activity of the workspace', pathParts: [] })
  workspaceActivity(
    @Param() params: FeedParams,
    @StrictQuery(FeedPageQuery) query: FeedPageQuery,
    @CurrentAsker() asker: ListAsker,
  ): Promise<ListAnswer> {
    return this.#page(params, query, asker);
  }

  @Get('modules/:module/activity')
  @AnswersList()
  @DescribeFeed({ summary: 'Activity of a module', pathParts: ['module'] })
  moduleActivity(
    @Param() params: FeedParams,
    @StrictQuery(FeedPageQuery) query: FeedPageQuery,
    @CurrentAsker() asker: ListAsker,
  ): Promise<ListAnswer> {
    return this.#page(params, query, asker);
  }

  @Get('modules/:module/records/:id/activity')
  @AnswersList()
  @DescribeFeed({ summary: 'Activity of a record', pathParts: ['module', 'id'] })
  recordActivity(
    @Param() params: FeedParams,
    @StrictQuery(FeedPageQuery) query: FeedPageQuery,
    @CurrentAsker() asker: ListAsker,
  ): Promise<ListAnswer> {
    return this.#page(params, query, asker);
  }

  @Get('activity/:id')
  @UseGuards(NoQueryGuard)
  @Header('content-type', 'application/json; charset=utf-8')
  @DescribeActivity()
  async activity(
    @Param('id') id: string,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const body = await this.#feeds.activity(id, principal);
    const tag = entityTagOf(body);
    // Whether it may be seen is asked each time; only the bytes are kept.
    void reply.headers({ etag: tag, 'cache-control': 'private, no-cache' });
    if (ifNoneMatch === undefined || !namesEntityTag(ifNoneMatch, tag)) return body;
    void reply.status(304);
    return undefined;
  }

  // Async, so that a refused parameter is a rejection like any other.
  async #page(params: FeedParams, query: FeedPageQuery, { principal, url }: ListAsker): Promise<ListAnswer> {
    const { page, per_page: size, cursor } = query;
    return this.#feeds.page({
      scope: feedScopeOf(params),
      principal,
      parameters: { page, size, cursor, filters: feedFilters(query) },
      url,
    });
  }
}

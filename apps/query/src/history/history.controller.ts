import { Controller, Get, Header, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.js';
import { GuardedWithOrgHeader } from '../auth/guarded-with-org-header.js';
import type { Principal } from '../auth/principal.js';
import { RequirePermission } from '../auth/require-permission.js';
import { StrictQuery } from '../http/strict-query.js';
import { DescribeDiff, DescribeHistory } from '../openapi/describe-history.js';
import { DiffQuery } from './diff-query.js';
import { Histories } from './histories.js';
import { HistoryParams } from './history-params.js';
import { HistoryQuery } from './history-query.js';

const json = 'application/json; charset=utf-8';

/** Document A's audit reads: the versions of a record. Customers never have the permission. */
@Controller(['repository/history', 'api/repository/history'])
@GuardedWithOrgHeader()
@RequirePermission('activity:audit')
export class HistoryController {
  readonly #histories: Histories;

  constructor(@Inject(Histories) histories: Histories) {
    this.#histories = histories;
  }

  @Get(':collection/:id')
  @Header('content-type', json)
  @DescribeHistory()
  async history(
    @Param() { collection, id }: HistoryParams,
    @StrictQuery(HistoryQuery) { page, pageSize, cursor, as_of: asOf, version }: HistoryQuery,
    @CurrentPrincipal() { org }: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { body, link } = await this.#histories.read({
      subject: { org, collection, id },
      parameters: { page, size: pageSize, cursor },
      asOf,
      version,
      url: request.raw.url ?? '/',
    });
    void reply.header('link', link);
    return body;
  }

  @Get(':collection/:id/diff')
  @Header('content-type', json)
  @DescribeDiff()
  historyDiff(
    @Param() { collection, id }: HistoryParams,
    @StrictQuery(DiffQuery) { from, to }: DiffQuery,
    @CurrentPrincipal() { org }: Principal,
  ): Promise<string> {
    return this.#histories.diff({ org, collection, id }, { from, to });
  }
}

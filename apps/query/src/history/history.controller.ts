import { Controller, Get, Header, Inject, Param } from '@nestjs/common';
import { CurrentPrincipal } from '../auth/current-principal.js';
import { GuardedWithOrgHeader } from '../auth/guarded-with-org-header.js';
import type { Principal } from '../auth/principal.js';
import { RequirePermission } from '../auth/require-permission.js';
import { StrictQuery } from '../http/strict-query.js';
import { DescribeDiff, DescribeHistory } from '../openapi/describe-history.js';
import { AnswersList, type ListAnswer } from '../paging/answers-list.js';
import { CurrentAsker, type ListAsker } from '../paging/current-asker.js';
import { DiffQuery } from './diff-query.js';
import { Histories } from './histories.js';
import { HistoryParams } from './history-params.js';
import { HistoryQuery } from './history-query.js';

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
  @AnswersList()
  @DescribeHistory()
  history(
    @Param() { collection, id }: HistoryParams,
    @StrictQuery(HistoryQuery) { page, pageSize: size, cursor, as_of: asOf, version }: HistoryQuery,
    @CurrentAsker() { principal: { org }, url }: ListAsker,
  ): Promise<ListAnswer> {
    const parameters = { page, size, cursor };
    return this.#histories.read({ subject: { org, collection, id }, parameters, asOf, version, url });
  }

  @Get(':collection/:id/diff')
  @Header('content-type', 'application/json; charset=utf-8')
  @DescribeDiff()
  historyDiff(
    @Param() { collection, id }: HistoryParams,
    @StrictQuery(DiffQuery) { from, to }: DiffQuery,
    @CurrentPrincipal() { org }: Principal,
  ): Promise<string> {
    return this.#histories.diff({ org, collection, id }, { from, to });
  }
}

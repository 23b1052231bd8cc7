import { Controller, Get, Header, Inject } from '@nestjs/common';
import { CurrentPrincipal } from '../auth/current-principal.js';
import { Guarded } from '../auth/guarded.js';
import type { Principal } from '../auth/principal.js';
import { RequirePermission } from '../auth/require-permission.js';
import { StrictQuery } from '../http/strict-query.js';
import { DescribeStats } from '../openapi/describe-stats.js';
import { StatsQuery } from './stats-query.js';
import { Stats, type StatsAnswer } from './stats.js';

/** What dashboards and the page of a user's activity read. */
@Controller('v1')
@Guarded()
@RequirePermission('activity:read')
export class StatsController {
  readonly #stats: Stats;

  constructor(@Inject(Stats) stats: Stats) {
    this.#stats = stats;
  }

  @Get('activity/stats')
  @Header('content-type', 'application/json; charset=utf-8')
  @DescribeStats()
  activityStats(
    @StrictQuery(StatsQuery) query: StatsQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<StatsAnswer> {
    return this.#stats.count(query, principal);
  }
}

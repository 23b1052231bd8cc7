import type { LogRequest } from '@activity-log/store';
import type { Principal } from '../auth/principal.js';
import { feedFilterOf, feedFilters, type GivenFilters } from '../feed/feed-filters.js';
import { feedScopeOf } from '../feed/feed-scope.js';

/** The filters of a request that goes along the log. */
export interface LogFilters extends GivenFilters {
  readonly module?: string;
}

/**
 * What of the log a principal asks for and may see: a customer what is meant for customers about the own record.
 * Throws a ProblemError for a filter that is not valid, and `record_not_found` for a module that no datatype has.
 */
export function logRequestOf(query: LogFilters, principal: Principal): LogRequest {
  return {
    ...feedFilterOf(feedFilters(query)),
    org: principal.org,
    scope: feedScopeOf(query.module === undefined ? {} : { module: query.module }),
    ...(principal.kind === 'customer' ? { customer: principal.customer } : {}),
  };
}

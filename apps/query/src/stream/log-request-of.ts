import { ProblemError } from '@activity-log/platform';
import type { LogRequest } from '@activity-log/store';
import type { Principal } from '../auth/principal.js';
import { feedFilterOf, feedFilters, type GivenFilters } from '../feed/feed-filters.js';
import { moduleFilterOf } from '../feed/module-filter.js';

/** The filters of a request that goes along the log. */
export interface LogFilters extends GivenFilters {
  readonly module?: string;
}

/**
 * What of the log a principal asks for and may see: a customer what is meant for customers about the own record.
 * Throws a ProblemError for a filter that is not valid, and `forbidden` for a customer's `module`.
 */
export function logRequestOf(query: LogFilters, principal: Principal): LogRequest {
  // The module is that of the first subject, which may be another customer: what passes would tell of a record that is left out.
  if (principal.kind === 'customer' && query.module !== undefined) {
    throw new ProblemError('forbidden', 'customers follow their own record in all modules');
  }
  return {
    ...feedFilterOf(feedFilters(query)),
    org: principal.org,
    scope: moduleFilterOf(query.module),
    ...(principal.kind === 'customer' ? { customer: principal.customer } : {}),
  };
}

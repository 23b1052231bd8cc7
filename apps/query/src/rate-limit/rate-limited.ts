import { ProblemError } from '@activity-log/platform';
import { quotaHeaders, type QuotaPolicy } from './quota-headers.js';
import type { Quota } from './quota.js';

const messages: Readonly<Record<QuotaPolicy, string>> = {
  principal: 'too many requests',
  address: 'too many requests without credentials that hold',
};

/** The answer to a request over a quota: 429 `rate_limited`, and when to come back. */
export function rateLimited(policy: QuotaPolicy, quota: Quota): ProblemError {
  return new ProblemError('rate_limited', messages[policy], {
    headers: { ...quotaHeaders(policy, quota), 'retry-after': String(quota.resetSeconds) },
  });
}

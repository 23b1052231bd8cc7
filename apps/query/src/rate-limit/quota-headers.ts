import { windowSeconds, type Quota } from './quota.js';

/** Whose requests a quota counts: the name of its policy. */
export type QuotaPolicy = 'principal' | 'address';

/**
 * The headers that tell a quota (draft-ietf-httpapi-ratelimit-headers-10): the policy with its quota and window, and the
 * requests that remain until the window ends.
 */
export function quotaHeaders(policy: QuotaPolicy, quota: Quota): Readonly<Record<string, string>> {
  return {
    'ratelimit-policy': `"${policy}";q=${quota.limit};w=${windowSeconds}`,
    ratelimit: `"${policy}";r=${quota.remaining};t=${quota.resetSeconds}`,
  };
}

import { ProblemError } from '@activity-log/platform';
import { maxPageBytes } from '@activity-log/store';
import type { PageParameters, PageRules } from './plan-page.js';

/** How much a page of activities has, in words. */
export const mostOnAPage = `${(maxPageBytes / 1_048_576).toString()} MiB of activities`;

/** The problem of a page that has more content than an answer may have; `most` is how much that is. */
export function pageTooLarge(sizeParameter: string, most: string): ProblemError {
  return new ProblemError('invalid_request', 'the entries of this page are too large for one answer', {
    errors: [{ path: sizeParameter, rule: `must be lower: the answer may have ${most}` }],
  });
}

/**
 * Throws a ProblemError for a page that was cut and asked for by its number: what it leaves out is on no other page. A walk
 * goes on behind the last entry by its cursor, so it gets the cut page, and so does the request without a number that begins it.
 */
export function refuseCutPage(
  { page, cursor }: PageParameters,
  { isCut, rules }: { readonly isCut: boolean; readonly rules: PageRules },
): void {
  if (isCut && page !== undefined && cursor === undefined) throw pageTooLarge(rules.sizeParameter, mostOnAPage);
}

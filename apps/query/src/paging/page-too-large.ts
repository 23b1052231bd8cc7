import { ProblemError } from '@activity-log/platform';
import { maxPageBytes } from '@activity-log/store';
import type { PagePlan, PageRules } from './plan-page.js';

/** How much a page of activities has, in words. */
export const mostOnAPage = `${(maxPageBytes / 1_048_576).toString()} MiB of activities`;

/** The problem of a page that has more content than an answer may have; `most` is how much that is. */
export function pageTooLarge(sizeParameter: string, most: string): ProblemError {
  return new ProblemError('invalid_request', 'the entries of this page are too large for one answer', {
    errors: [{ path: sizeParameter, rule: `must be lower: the answer may have ${most}` }],
  });
}

/**
 * Throws a ProblemError for a numbered page that was cut: what it leaves out is on no other page. A walk by cursors goes on
 * behind the last entry, so it gets the cut page.
 */
export function refuseCutPage(
  { start }: PagePlan,
  { isCut, rules }: { readonly isCut: boolean; readonly rules: PageRules },
): void {
  if (start.kind === 'page' && isCut) throw pageTooLarge(rules.sizeParameter, mostOnAPage);
}

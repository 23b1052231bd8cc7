import { datatypeOf, moduleOf } from '@activity-log/activity';
import { ProblemError } from '@activity-log/platform';
import type { FeedScope } from '@activity-log/store';

/**
 * The scope that a parameter `module` narrows to; the workspace without one. Throws a ProblemError `invalid_request` for a datatype
 * whose module has another name.
 */
export function moduleFilterOf(module: string | undefined): Exclude<FeedScope, { readonly kind: 'record' }> {
  if (module === undefined) return { kind: 'workspace' };
  const datatype = datatypeOf(module);
  if (moduleOf(datatype) === module) return { kind: 'module', datatype };
  throw new ProblemError('invalid_request', 'not valid: module', {
    errors: [{ path: 'module', rule: `is the name of a module; that of ${module} is ${moduleOf(datatype)}` }],
  });
}

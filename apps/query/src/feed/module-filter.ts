import { datatypeOf, moduleOf } from '@activity-log/activity';
import { invalidParts } from '@activity-log/platform';
import type { FeedScope } from '@activity-log/store';

/**
 * The scope that a parameter `module` narrows to; the workspace without one. Throws a ProblemError `invalid_request` for a datatype
 * whose module has another name.
 */
export function moduleFilterOf(module: string | undefined): Exclude<FeedScope, { readonly kind: 'record' }> {
  if (module === undefined) return { kind: 'workspace' };
  const datatype = datatypeOf(module);
  if (moduleOf(datatype) === module) return { kind: 'module', datatype };
  throw invalidParts([
    { path: 'module', rule: `must be the name of a module; that of ${module} is ${moduleOf(datatype)}` },
  ]);
}

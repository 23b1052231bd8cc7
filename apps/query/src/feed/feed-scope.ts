import { datatypeOf, moduleOf } from '@activity-log/activity';
import { ProblemError } from '@activity-log/platform';
import type { FeedScope } from '@activity-log/store';

/** The parts of a path that name a scope. */
export interface ScopeParts {
  readonly module?: string;
  readonly id?: string;
}

/** The scope that a path names. Throws a ProblemError `record_not_found` for a module that no datatype has. */
export function feedScopeOf({ module, id }: ScopeParts): FeedScope {
  if (module === undefined) return { kind: 'workspace' };
  const datatype = datatypeOf(module);
  // A datatype whose module has another name: `contact` is no module, `contacts` is.
  if (moduleOf(datatype) !== module) throw new ProblemError('record_not_found', 'no such module');
  return id === undefined ? { kind: 'module', datatype } : { kind: 'record', datatype, ownerId: id };
}

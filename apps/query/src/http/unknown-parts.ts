import { ProblemError } from '@activity-log/platform';

/** The problem of parts of a request that are not known, each named. Worded as the validation pipe words it. */
export function unknownParts(paths: readonly string[]): ProblemError {
  return new ProblemError('invalid_request', `not valid: ${paths.join(', ')}`, {
    errors: paths.map((path) => ({ path, rule: `property ${path.split('.').at(-1) ?? path} should not exist` })),
  });
}

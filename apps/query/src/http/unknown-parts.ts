import { invalidParts, unknownPartRule, type PartPlace, type ProblemError } from '@activity-log/platform';

/** The problem of parts of a request that are not known, each named. */
export function unknownParts(place: PartPlace, paths: readonly string[]): ProblemError {
  return invalidParts(paths.map((path) => ({ path, rule: unknownPartRule[place] })));
}

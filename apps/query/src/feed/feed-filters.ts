import { activityTypesNamed } from '@activity-log/activity';
import { invalidParts, ProblemError } from '@activity-log/platform';
import type { FeedFilter } from '@activity-log/store';
import { dateBoundOf, parseDateBound } from './date-bound.js';

type FilterName = 'type' | 'types' | 'user_id' | 'from' | 'to' | 'field';

/** Filters as a request has them, by parameter name. */
export type GivenFilters = Readonly<Partial<Record<FilterName, string | undefined>>>;

/** Filters by parameter name, each valid and in a spelling that is the same for what means the same: what a cursor carries. */
export type FeedFilters = Readonly<Partial<Record<FilterName, string>>>;

/** Names in `types`, at the most. */
export const maxTypeNames = 50;

/**
 * Reads the filters of a request. Throws a ProblemError: `invalid_request` for a name that no type can have,
 * `invalid_date_range` for a date that is none and for a `from` after `to`.
 */
export function feedFilters({ type, types, user_id, from, to, field }: GivenFilters): FeedFilters {
  const range = {
    from: from === undefined ? undefined : dateBoundOf('from', from),
    to: to === undefined ? undefined : dateBoundOf('to', to),
  };
  if (range.from && range.to && range.from.micros > range.to.micros) {
    throw new ProblemError('invalid_date_range', "The 'from' date must be before the 'to' date", {
      errors: [{ path: 'from', rule: 'must be before to' }],
    });
  }
  return {
    ...(type === undefined ? {} : { type: typeNames('type', [type]) }),
    ...(types === undefined ? {} : { types: typeNames('types', types.split(',')) }),
    ...(user_id === undefined ? {} : { user_id }),
    ...(range.from ? { from: range.from.text } : {}),
    ...(range.to ? { to: range.to.text } : {}),
    ...(field === undefined ? {} : { field }),
  };
}

/** What the store filters by. `types` is empty when `type` and `types` have nothing in common: then nothing matches. */
export function feedFilterOf({ type, types, user_id, from, to, field }: FeedFilters): FeedFilter {
  const typeSets = [type, types].flatMap((names) => (names === undefined ? [] : [typesOf(names)]));
  const [first, second = first] = typeSets;
  const fromMicros = from === undefined ? undefined : parseDateBound(from)?.micros;
  const toMicros = to === undefined ? undefined : parseDateBound(to)?.micros;
  return {
    ...(first && second ? { types: first.filter((each) => second.includes(each)) } : {}),
    ...(user_id === undefined ? {} : { userId: user_id }),
    ...(field === undefined ? {} : { field }),
    ...(fromMicros === undefined ? {} : { fromMicros }),
    ...(toMicros === undefined ? {} : { toMicros }),
  };
}

/** The names sorted, each once, separated by commas. */
function typeNames(path: 'type' | 'types', given: readonly string[]): string {
  const trimmed = given.map((name) => name.trim());
  const wrong = trimmed.flatMap((name, i) =>
    activityTypesNamed(name) ? [] : [{ path: path === 'type' ? path : `${path}.${i}`, rule: typeNameRule(name) }],
  );
  if (wrong.length > 0) throw invalidParts(wrong.slice(0, maxTypeNames));
  const names = [...new Set(trimmed)].sort();
  if (names.length <= maxTypeNames) return names.join(',');
  throw invalidParts([{ path, rule: `must be at most ${maxTypeNames} activity types` }]);
}

function typeNameRule(name: string): string {
  return name === ''
    ? 'must not be empty'
    : 'must be an activity type: [a-z][a-z0-9_]* of at most 64 characters, its last _ may be a dot';
}

function typesOf(names: string): readonly string[] {
  return [...new Set(names.split(',').flatMap((name) => activityTypesNamed(name) ?? []))];
}

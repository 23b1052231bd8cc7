import type { Micros } from '@activity-log/activity';
import { invalidParts, ProblemError } from '@activity-log/platform';
import type { FeedFilter, FeedScope, GroupDimension } from '@activity-log/store';
import { feedFilterOf, feedFilters } from '../feed/feed-filters.js';
import { moduleFilterOf } from '../feed/module-filter.js';

/** The parameters of a request for stats, as text. */
export interface StatsParameters {
  readonly group_by: string;
  readonly type?: string;
  readonly types?: string;
  readonly user_id?: string;
  readonly module?: string;
  readonly from?: string;
  readonly to?: string;
  readonly time_zone?: string;
}

/** What stats are asked for. */
export interface StatsRequest {
  readonly groupBy: readonly GroupDimension[];
  readonly scope: Exclude<FeedScope, { readonly kind: 'record' }>;
  readonly filter: FeedFilter;
  /** IANA name. */
  readonly timeZone: string;
}

const dimensions: readonly GroupDimension[] = ['day', 'type', 'user', 'module'];
const hourMicros = 3_600_000_000n;
const dayMicros = 24n * hourMicros;
/** Days of the zone that are counted by day when `from` is absent. */
export const defaultDays = 30;
/** Days that stats by day span at the most. */
const maxDays = 400n;
/** `UTC` or area and place: abbreviations such as IST mean several zones. */
const zoneName = /^(UTC|[A-Za-z_]+(\/[A-Za-z0-9_+-]+){1,2})$/;

/**
 * Reads the parameters of a request for stats. By day, an absent `to` is the end of the current hour; an absent `from` is left
 * absent for who knows when days begin. Otherwise an absent bound is open.
 *
 * Throws a ProblemError that names the parameter: `invalid_date_range` for bounds, `invalid_request` for the others.
 */
export function readStatsRequest(parameters: StatsParameters, nowMicros: Micros): StatsRequest {
  const { group_by, module, time_zone, ...filters } = parameters;
  const groupBy = dimensionsOf(group_by);
  const byDay = groupBy.includes('day');
  if (time_zone !== undefined && !byDay) throw refused('time_zone', 'needs day in group_by');
  if (time_zone !== undefined && !zoneName.test(time_zone)) throw unknownZone();
  const filter = feedFilterOf(feedFilters(filters));
  return {
    groupBy,
    scope: moduleFilterOf(module),
    filter: byDay ? { ...filter, toMicros: filter.toMicros ?? endOfHour(nowMicros) } : filter,
    timeZone: time_zone ?? 'UTC',
  };
}

/** The problem of a zone that nobody knows. */
export function unknownZone(): ProblemError {
  return refused('time_zone', 'must be an IANA time zone such as Europe/Berlin');
}

/** An `invalid_request` that names one parameter. */
export function refused(path: string, rule: string): ProblemError {
  return invalidParts([{ path, rule }]);
}

function dimensionsOf(text: string): readonly GroupDimension[] {
  const names = text.split(',').map((name) => name.trim());
  const known = dimensions.filter((dimension) => names.includes(dimension));
  if (known.length === names.length) return known;
  throw refused('group_by', `must be ${dimensions.join(', ')}, or several of them separated by commas, each once`);
}

/** Throws a ProblemError `invalid_date_range` for a range that stats by day do not count. */
export function refuseRange({ from, to }: { readonly from: Micros; readonly to: Micros }): void {
  if (from > to) {
    throw new ProblemError('invalid_date_range', "The 'from' date must be before the 'to' date", {
      errors: [{ path: 'from', rule: 'must be before to, or before now when to is absent' }],
    });
  }
  if (to - from >= maxDays * dayMicros) {
    throw new ProblemError('invalid_date_range', `stats by day span at most ${maxDays.toString()} days`, {
      errors: [{ path: 'from', rule: `must be within ${maxDays.toString()} days of to` }],
    });
  }
}

function endOfHour(at: Micros): Micros {
  return (at - (at % hourMicros) + hourMicros - 1n) as Micros;
}

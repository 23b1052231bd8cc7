import { assertNever, instantOf, instantOfDate, type Micros } from '@activity-log/activity';
import { ProblemError, type Clock } from '@activity-log/platform';
import type { FeedFilter, StatsReader, ZonedSpan } from '@activity-log/store';
import type { Principal } from '../auth/principal.js';
import { feedAudience } from '../feed/feed-audience.js';
import {
  defaultDays,
  readStatsRequest,
  refused,
  refuseRange,
  unknownZone,
  type StatsParameters,
  type StatsRequest,
} from './read-stats-request.js';
import { statsRows, type StatsRow } from './stats-rows.js';

/** Stats as they are sent. */
export interface StatsAnswer {
  readonly data: readonly StatsRow[];
  readonly meta: {
    /** The sum of all counts: the total of the feed with the same filters. */
    readonly total: number;
    /** Bounds that apply, both inclusive; null is open. */
    readonly from: string | null;
    readonly to: string | null;
    readonly time_zone: string;
    /** The end of the org's log when it was counted. */
    readonly position: string;
  };
}

/** Groups of an answer at the most, before activity types that share an API type are put together. */
const maxGroups = 10_000;

/** What is counted of an org, in groups. */
export class Stats {
  readonly #reader: StatsReader;
  readonly #clock: Clock;

  constructor({ reader, clock }: { readonly reader: StatsReader; readonly clock: Clock }) {
    this.#reader = reader;
    this.#clock = clock;
  }

  /** Counts exactly, or throws a ProblemError that says what to ask instead; `unavailable` while the rollups are far behind. */
  async count(parameters: StatsParameters, principal: Principal): Promise<StatsAnswer> {
    const request = readStatsRequest(parameters, instantOfDate(this.#clock.now()).micros);
    const { groupBy, scope, timeZone } = request;
    const audience = feedAudience(scope, principal);
    const filter = groupBy.includes('day') ? await this.#ofDays(request) : request.filter;
    const feed = { ...filter, org: principal.org, scope, audience };
    const counted = await this.#reader.count({ ...feed, groupBy, timeZone, maxGroups });
    switch (counted.kind) {
      case 'counted': {
        const data = statsRows(counted.groups);
        return {
          data,
          meta: {
            total: data.reduce((sum, { count }) => sum + count, 0),
            from: textOf(filter.fromMicros),
            to: textOf(filter.toMicros),
            time_zone: timeZone,
            position: counted.head.toString(),
          },
        };
      }
      case 'too_many_groups':
        throw refused('group_by', `must make at most ${maxGroups} groups: group by less, or count a shorter range`);
      case 'busy_edges':
        throw refused(
          'from',
          'must be at the start of an hour of UTC, and to at its end: too much happened in parts of hours',
        );
      case 'behind':
        throw new ProblemError('unavailable', 'the counts are being brought up to date', {
          headers: { 'retry-after': '5' },
        });
      default:
        return assertNever(counted);
    }
  }

  /** The filter of stats by day, with both bounds; without `from` it begins with a day, so that the first of a chart is whole. */
  async #ofDays({ filter, timeZone }: StatsRequest): Promise<FeedFilter> {
    const { toMicros } = filter;
    if (toMicros === undefined) throw new RangeError('stats by day have an end');
    const fromMicros = filter.fromMicros ?? (await this.#reader.startOfDays({ timeZone, toMicros, days: defaultDays }));
    if (fromMicros === undefined) throw unknownZone();
    refuseRange({ from: fromMicros, to: toMicros });
    if (timeZone !== 'UTC') await this.#refuseSplitHours({ timeZone, fromMicros, toMicros });
    return { ...filter, fromMicros };
  }

  async #refuseSplitHours(span: ZonedSpan): Promise<void> {
    const fit = await this.#reader.zoneFit(span);
    if (fit === 'unknown_zone') throw unknownZone();
    if (fit === 'splits_hours') {
      throw refused(
        'time_zone',
        'must begin its days on whole hours of UTC, for the whole range: counts are kept by hour',
      );
    }
  }
}

function textOf(micros: Micros | undefined): string | null {
  return micros === undefined ? null : (instantOf(micros)?.text ?? null);
}

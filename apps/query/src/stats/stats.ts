import { assertNever, instantOf, instantOfDate, type Micros } from '@activity-log/activity';
import { ProblemError, type Clock } from '@activity-log/platform';
import type { StatsReader } from '@activity-log/store';
import type { Principal } from '../auth/principal.js';
import { feedAudience } from '../feed/feed-audience.js';
import { readStatsRequest, refused, unknownZone, type StatsParameters } from './read-stats-request.js';
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
    const { groupBy, scope, filter, timeZone } = readStatsRequest(parameters, instantOfDate(this.#clock.now()).micros);
    const audience = feedAudience(scope, principal);
    if (timeZone !== 'UTC') await this.#refuseSplitHours({ ...filter, timeZone });
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

  async #refuseSplitHours(span: {
    readonly timeZone: string;
    readonly fromMicros?: Micros;
    readonly toMicros?: Micros;
  }): Promise<void> {
    const { timeZone, fromMicros, toMicros } = span;
    // Only days have a zone, and days have both bounds.
    if (fromMicros === undefined || toMicros === undefined) return;
    const fit = await this.#reader.zoneFit({ timeZone, fromMicros, toMicros });
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

import type { Micros } from '@activity-log/activity';
import type { FeedRequest, FeedScope } from '../feed/feed-request.js';
import { boundText, coverSpan } from './cover-span.js';
import { factsOfCounts } from './facts-of-counts.js';
import { grainNumber, type TimeGrain } from './time-grain.js';

/** A feed that is counted by the rollups: any but a record's. */
export interface CountedFeed extends FeedRequest {
  readonly scope: Exclude<FeedScope, { readonly kind: 'record' }>;
}

/** How the rollups are read. */
export interface CountingPlan {
  /** Widths to cover the span with, from fine to coarse. */
  readonly grains: readonly [TimeGrain, ...TimeGrain[]];
  /** Whether the users are told apart. */
  readonly users: 'apart' | 'together';
  /**
   * IANA name of the zone whose days are told apart; none are when absent. Days are made of the buckets of a day of UTC, so
   * the widest grain is `day`, and both bounds of the span are given. Hours of UTC must each fall into one day of the zone.
   */
  readonly daysOf?: string;
}

/** Rows that a statement counts one by one at the most: behind the rollups' position, and at the edges of its span. */
export const maxCountedRows = 20_000;

/** The first `with` entries of a statement that counts, and its parameters. */
export interface CountedRows {
  /**
   * Defines `facts` (`size`, `position`), `edge`, and `counted` (`day`, `type`, `user_id`, `datatype`, `entries`): the sum
   * of its `entries` is how many the feed has, altogether and for each day, type, user and datatype; some may be negative.
   * `day` is a date, null when days are not told apart; `user_id` '' is the system, and everybody where the users are
   * together.
   */
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * Counts a feed at one moment: whole buckets of its span out of the rollups, the edges of the span that are no whole bucket
 * row by row, and row by row what the log has beyond the rollups' position. More than {@link maxCountedRows} rows at an
 * edge or beyond are cut: compare `size - position`, and the number of rows in `edge`.
 *
 * The org that row-level security lets the statement see is set by the statement itself, as on timelines.
 */
export function countedRows(feed: CountedFeed, plan: CountingPlan): CountedRows {
  const past = feed.toMicros === undefined ? undefined : ((feed.toMicros + 1n) as Micros);
  const { runs, edges } = coverSpan({ first: feed.fromMicros, past }, plan.grains);
  return {
    text: statement(feed, plan),
    values: [
      feed.org,
      feed.scope.kind === 'module' ? feed.scope.datatype : null,
      feed.types ?? null,
      feed.userId ?? null,
      feed.field ?? null,
      feed.audience === 'staff',
      boundText(feed.fromMicros, '-infinity'),
      boundText(past, 'infinity'),
      runs.map(({ grain }) => grainNumber[grain]),
      runs.map((run) => boundText(run.first, '-infinity')),
      runs.map((run) => boundText(run.past, 'infinity')),
      edges.map((edge) => boundText(edge.first, '-infinity')),
      edges.map((edge) => boundText(edge.past, 'infinity')),
      ...(plan.daysOf === undefined ? [] : [plan.daysOf]),
    ],
  };
}

/** Which cells of the rollups; what is put in is of this file. */
function cellCondition({ userId, field }: CountedFeed, users: CountingPlan['users']): string {
  const split = (users === 'apart' ? 1 : 0) + (field === undefined ? 0 : 2);
  const ofField = `org = facts.org and field = coalesce($5::text, '')`;
  if (users === 'together') return `${ofField} and split = ${split.toString()} and user_id = ''`;
  if (userId === undefined) return `${ofField} and split = ${split.toString()}`;
  // No row has split -1: it keeps a planner without statistics from the index of all users, which holds for split = 1.
  return `${ofField} and split in (${split.toString()}, -1) and user_id = $4::text`;
}

/** Everything that a feed can be filtered by. */
const filters = `
  ($2::text is null or datatype = $2::text) and ($3::text[] is null or type = any($3::text[]))
  and ($6::boolean or customer_visible)`;

/**
 * Entries of one datatype and type (`kind`) in a span that the rollups count: no more rows are read than there are entries,
 * since each of these ways is the front of an index.
 */
function edgeRows({ userId, field }: CountedFeed): string {
  const ofKind = `datatype = kind.datatype and type = kind.type
             and occurred_at >= span.first and occurred_at < span.past and position <= facts.position`;
  if (field === undefined && userId !== undefined) {
    return `select ${rowColumns} from activity where org = facts.org and user_id = $4::text and ${ofKind} offset 0`;
  }
  if (field === undefined) {
    // Row comparisons in this order are served by activity_by_type alone: without statistics a planner would rather skip
    // through the owners of activity_by_record, of which there may be any number.
    return `select ${rowColumns} from activity
             where org = facts.org and occurred_at is not null and position <= facts.position
               and (datatype, type, occurred_at, position) >= (kind.datatype, kind.type, span.first, 0)
               and (datatype, type, occurred_at, position) < (kind.datatype, kind.type, span.past, 0)
             order by datatype, type, occurred_at, position
             limit ${(maxCountedRows + 1).toString()}`;
  }
  return `select logged.*
            from (
              select position from activity_field
               where org = facts.org and field = $5::text and user_id = coalesce($4::text, '') and owner_id = ''
                 and ${ofKind}
              offset 0
            ) as place
           cross join lateral (
             select ${rowColumns} from activity where org = facts.org and position = place.position offset 0
           ) as logged`;
}

const rowColumns = `occurred_at, type, coalesce(user_id, '') as user_id, datatype, customer_visible, fields`;

/** The texts put in are of this file; whatever a caller says is a parameter. */
function statement(feed: CountedFeed, { users, daysOf }: CountingPlan): string {
  const cells = cellCondition(feed, users);
  const dayOf = (time: string): string =>
    daysOf === undefined ? 'null::date' : `(${time} at time zone $14::text)::date`;
  return `
    with ${factsOfCounts}, edge as materialized (
      select entry.*
        from facts
       cross join unnest($12::timestamptz[], $13::timestamptz[]) as span (first, past)
       cross join lateral (
         select distinct datatype, type from activity_rollup where ${cells} and grain = 0 and ${filters} offset 0
       ) as kind
       cross join lateral (
         ${edgeRows(feed)}
       ) as entry
       limit ${(maxCountedRows + 1).toString()}
    ), tail as materialized (
      select entry.*
        from facts
       cross join lateral (
         select ${rowColumns}
           from activity
          where org = facts.org and position > facts.position
          order by position
          limit ${maxCountedRows.toString()}
       ) as entry
    ), counted as (
      select cell.*
        from facts
       cross join unnest($9::smallint[], $10::timestamptz[], $11::timestamptz[]) as run (grain, first, past)
       cross join lateral (
         select ${daysOf === undefined ? 'null::date' : dayOfCell(dayOf)} as day, type, user_id, datatype, entries
           from activity_rollup
          where ${cells} and grain = run.grain and bucket >= run.first and bucket < run.past and ${filters}
         offset 0
       ) as cell
      ${daysOf === undefined || daysOf === 'UTC' ? '' : `union all ${movedHours(cells, dayOf)}`}
      union all
      select ${dayOf('occurred_at')}, type, user_id, datatype, 1
        from (select * from edge union all select * from tail) as entry
       where occurred_at >= $7::timestamptz and occurred_at < $8::timestamptz and ${filters}
         and ($4::text is null or user_id = $4::text) and ($5::text is null or $5::text = any(fields))
    )`;
}

const utcDayOf = (time: string): string => `(${time} at time zone 'UTC')::date`;

function dayOfCell(dayOf: (time: string) => string): string {
  return `case run.grain when ${grainNumber.day.toString()} then ${utcDayOf('bucket')} else ${dayOf('bucket')} end`;
}

/**
 * Moves, out of the days of UTC in `run` and into those of the zone, the hours that begin on another day there: as many a day
 * as the zone is away from UTC. They are the first or the last ones of a day of UTC. So a day costs its cells and twice
 * those of a few hours, instead of those of 24.
 */
function movedHours(cells: string, dayOf: (time: string) => string): string {
  return `
      select moved.day, cell.type, cell.user_id, cell.datatype, moved.sign * cell.entries
        from facts
       cross join unnest($9::smallint[], $10::timestamptz[], $11::timestamptz[]) as run (grain, first, past)
       cross join lateral (
         select min(hour) as first, max(hour) as last
           from generate_series(run.first, run.past - interval '1 hour', interval '1 hour') as hour
          where run.grain = ${grainNumber.day.toString()} and ${dayOf('hour')} <> ${utcDayOf('hour')}
          group by ${utcDayOf('hour')}
       ) as shifted
       cross join lateral (
         select bucket, type, user_id, datatype, entries
           from activity_rollup
          where ${cells} and grain = ${grainNumber.hour.toString()}
            and bucket >= shifted.first and bucket <= shifted.last and ${filters}
         offset 0
       ) as cell
       cross join lateral (values (${dayOf('cell.bucket')}, 1), (${utcDayOf('cell.bucket')}, -1)) as moved (day, sign)`;
}

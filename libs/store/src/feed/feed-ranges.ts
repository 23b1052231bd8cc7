import type { FeedIndex } from './feed-index.js';
import type { SqlParameters } from './sql-parameters.js';

/**
 * The common table `feed_range`: which values the open columns of a feed's index have, as columns of their names beside `org`.
 * Found by hopping through the index from value to value (a loose index scan): two descents for each, whatever the log holds.
 * Refers to `facts`, so that nothing is read before the org is set.
 *
 * The pinned columns stand in row comparisons and in the order, never in an equation: an equation would let the planner
 * take any index whose order fits the rest, and filter millions of its entries.
 */
export function feedRangeTable(
  index: FeedIndex,
  { types, parameters }: { readonly types: readonly string[] | undefined; readonly parameters: SqlParameters },
): string {
  const isOpen = (column: 'datatype' | 'type'): boolean => index.open.includes(column);
  if (types === undefined) return `feed_range as materialized (${hops(index, index.open, parameters)})`;
  const typeList = `unnest(${parameters.bind(types, 'text[]')}) as named (type)`;
  return isOpen('datatype')
    ? `feed_range as materialized (
         select hop.org, hop.datatype, named.type from (${hops(index, ['datatype'], parameters)}) as hop cross join ${typeList}
       )`
    : `feed_range as materialized (select facts.org, named.type from facts cross join ${typeList})`;
}

/** One row for each combination of values that `columns`, the first open ones, have under the pinned columns. */
function hops({ table, pinned }: FeedIndex, columns: FeedIndex['open'], parameters: SqlParameters): string {
  if (columns.length === 0) return 'select facts.org from facts';
  const { pins, values, present } = pinsOf(pinned, parameters);
  const names = columns.join(', ');
  const key = [...pins, ...columns].join(', ');
  const underPins = pins.length === 0 ? '' : `and (${pins.join(', ')}) <= (${values.join(', ')})`;
  const hop = (org: string, start: string): string => `
    select ${names} from ${table}
     where org = ${org} and ${present} ${start} ${underPins}
     order by ${key} limit 1`;
  // The empty text is less than any value of an open column.
  const first = [...values, ...columns.map(() => `''`)].join(', ');
  const next = [...values, ...columns.map((column) => `hop.${column}`)].join(', ');
  return `
    with recursive hop as (
      select facts.org, found.* from facts cross join lateral (${hop('facts.org', `and (${key}) >= (${first})`)}) as found
       union all
      select hop.org, found.* from hop cross join lateral (${hop('hop.org', `and (${key}) > (${next})`)}) as found
    )
    select org, ${names} from hop`;
}

/** Where in each range a page begins and ends; placeholders. */
export interface RangeBounds {
  /** Behind this (occurred_at, position). */
  readonly before: { readonly occurredAt: string; readonly position: string };
  /** From this occurred_at on. */
  readonly from: string;
  /** Further conditions on `occurred_at` and `position`, each beginning with `and`. */
  readonly further: string;
}

/**
 * Selects (occurred_at, position) of the entries of the range `feed_range`, newest first, at most `limit`.
 * To be joined laterally.
 */
export function rangePlaces(
  { table, pinned, open }: FeedIndex,
  {
    bounds,
    limit,
    parameters,
  }: { readonly bounds: RangeBounds; readonly limit: string; readonly parameters: SqlParameters },
): string {
  const { pins, values, present } = pinsOf(pinned, parameters);
  const columns = [...pins, ...open, 'occurred_at', 'position'];
  const start = [...values, ...open.map((column) => `feed_range.${column}`)];
  return `
    select occurred_at, position from ${table}
     where org = feed_range.org and ${present}
       and (${columns.join(', ')}) < (${[...start, bounds.before.occurredAt, bounds.before.position].join(', ')})
       and (${columns.join(', ')}) >= (${[...start, bounds.from, '0'].join(', ')})
       ${bounds.further}
     order by ${columns.map((column) => `${column} desc`).join(', ')}
     limit ${limit}`;
}

interface Pins {
  readonly pins: readonly string[];
  readonly values: readonly string[];
  /** What the partial indexes hold, in words that the planner recognises. */
  readonly present: string;
}

function pinsOf(pinned: FeedIndex['pinned'], parameters: SqlParameters): Pins {
  const pins = pinned.map(({ column }) => column);
  return {
    pins,
    values: pinned.map(({ value }) => parameters.bind(value, 'text')),
    present: ['occurred_at', ...pins.filter((column) => column === 'user_id')]
      .map((column) => `${column} is not null`)
      .join(' and '),
  };
}

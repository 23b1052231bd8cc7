import type { Statements } from '../statements.js';
import { countedRows, maxCountedRows, type CountedFeed } from './counted-rows.js';
import type { FeedTotal } from './feed-counter.js';
import type { TimeGrain } from './time-grain.js';

const byHour: readonly [TimeGrain, ...TimeGrain[]] = ['hour', 'day', 'month'];
/** What the rollups have by user and field. */
const byDay: readonly [TimeGrain, ...TimeGrain[]] = ['day', 'month'];

/** The total of a feed of an org or a module. */
export async function countFeed(reader: Statements, feed: CountedFeed): Promise<FeedTotal> {
  const { text, values } = countedRows(feed, {
    grains: feed.userId !== undefined && feed.field !== undefined ? byDay : byHour,
    users: feed.userId === undefined ? 'together' : 'apart',
  });
  const rows: { beyond: string; edge_rows: string; total: string }[] = await reader.query(
    `${text}
     select facts.size - facts.position as beyond, (select count(*) from edge) as edge_rows,
            (select coalesce(sum(entries), 0)::bigint from counted) as total
       from facts`,
    [...values],
  );
  const [row] = rows;
  if (!row) throw new RangeError('a count is always one row');
  // Two edges that together stay within the bound of one are not cut, either of them.
  const exact = Number(row.beyond) <= maxCountedRows && Number(row.edge_rows) <= maxCountedRows;
  return { total: BigInt(row.total), exact };
}

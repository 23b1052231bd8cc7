import type { DataSource } from 'typeorm';
import { toPosition, type Position } from '@activity-log/activity';
import { countedRows, maxCountedRows, type CountedFeed } from './counted-rows.js';

/** What entries can be told apart by. */
export type GroupDimension = 'day' | 'type' | 'user' | 'module';

/** Entries to count in groups. */
export interface GroupedFeed extends CountedFeed {
  /** At least one, each once. */
  readonly groupBy: readonly GroupDimension[];
  /** IANA name of the zone whose days are meant. With `day` the feed has both bounds. */
  readonly timeZone: string;
  /** Groups at the most. */
  readonly maxGroups: number;
}

/** How many entries have these values in common; a dimension that is not asked for is absent. */
export interface CountedGroup {
  /** `YYYY-MM-DD`. */
  readonly day?: string;
  /** A's spelling. */
  readonly type?: string;
  /** null is the system. */
  readonly userId?: string | null;
  readonly datatype?: string;
  readonly entries: bigint;
}

/** What became of a count in groups. */
export type GroupedCount =
  /** Every entry of the feed up to `head`, the end of the log, is in one group. Groups without entries are left out. */
  | { readonly kind: 'counted'; readonly groups: readonly CountedGroup[]; readonly head: Position }
  | { readonly kind: 'too_many_groups' }
  /** The rollups are too far behind the log. */
  | { readonly kind: 'behind' }
  /** Too many entries in the hours at the edges of the span that it does not have as a whole. */
  | { readonly kind: 'busy_edges' };

const columnOf: Readonly<Record<GroupDimension, string>> = {
  day: 'day',
  type: 'type',
  user: 'user_id',
  module: 'datatype',
};

/** Counts a feed in groups, in one statement: out of the rollups, and row by row what they do not have. */
export async function countGroups(reader: DataSource, feed: GroupedFeed): Promise<GroupedCount> {
  const byDay = feed.groupBy.includes('day');
  const { text, values } = countedRows(feed, {
    grains: byDay ? ['hour', 'day'] : ['hour', 'day', 'month'],
    users: feed.userId !== undefined || feed.groupBy.includes('user') ? 'apart' : 'together',
    ...(byDay ? { daysOf: feed.timeZone } : {}),
  });
  const columns = feed.groupBy.map((dimension) => `${columnOf[dimension]} as "${dimension}"`);
  const labels = feed.groupBy.map((dimension) =>
    dimension === 'day' ? `to_char(grouped.day, 'YYYY-MM-DD') as day` : `grouped."${dimension}"`,
  );
  const rows: GroupRow[] = await reader.query(
    `${text}
     select facts.size, facts.size - facts.position as beyond, (select count(*) from edge) as edge_rows, ${labels.join(', ')},
            grouped.entries
       from facts
       left join (
         select ${columns.join(', ')}, sum(entries)::bigint as entries
           from counted
          group by ${feed.groupBy.map((_, i) => (i + 1).toString()).join(', ')}
         having sum(entries) > 0
          limit ${(feed.maxGroups + 1).toString()}
       ) as grouped on true`,
    [...values],
  );
  const [facts] = rows;
  if (!facts) throw new RangeError('the facts of a count are always one row at least');
  if (Number(facts.beyond) > maxCountedRows) return { kind: 'behind' };
  if (Number(facts.edge_rows) > maxCountedRows) return { kind: 'busy_edges' };
  if (rows.length > feed.maxGroups) return { kind: 'too_many_groups' };
  return { kind: 'counted', groups: rows.flatMap(countedGroup), head: toPosition(facts.size) };
}

interface GroupRow {
  readonly size: string;
  readonly beyond: string;
  readonly edge_rows: string;
  /** null for the one row of a feed without entries. */
  readonly entries: string | null;
  readonly day?: string;
  readonly type?: string;
  readonly user?: string;
  readonly module?: string;
}

function countedGroup({ day, type, user, module, entries }: GroupRow): readonly CountedGroup[] {
  if (entries === null) return [];
  return [
    {
      ...(day === undefined ? {} : { day }),
      ...(type === undefined ? {} : { type }),
      ...(user === undefined ? {} : { userId: user === '' ? null : user }),
      ...(module === undefined ? {} : { datatype: module }),
      entries: BigInt(entries),
    },
  ];
}

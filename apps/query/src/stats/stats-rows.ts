import { catalogueEntry, moduleOf } from '@activity-log/activity';
import type { CountedGroup } from '@activity-log/store';

/** One row of the stats: the values that its entries have in common, of what was asked for, and how many they are. */
export interface StatsRow {
  /** `YYYY-MM-DD` in the zone of the request. */
  readonly day?: string;
  /** The API type (document B): activity types that share one are counted together, as its filter finds them together. */
  readonly type?: string;
  /** null is the system. */
  readonly user_id?: string | null;
  readonly module?: string;
  readonly count: number;
}

/** The rows of counted groups: earlier days first, then larger counts, then by name. */
export function statsRows(groups: readonly CountedGroup[]): readonly StatsRow[] {
  const rows = new Map<string, StatsRow>();
  for (const { day, type, userId, datatype, entries } of groups) {
    const values = {
      ...(day === undefined ? {} : { day }),
      ...(datatype === undefined ? {} : { module: moduleOf(datatype) }),
      ...(type === undefined ? {} : { type: catalogueEntry(type).apiType }),
      ...(userId === undefined ? {} : { user_id: userId }),
    };
    const key = JSON.stringify(values);
    rows.set(key, { ...values, count: (rows.get(key)?.count ?? 0) + Number(entries) });
  }
  return [...rows]
    .sort(([aKey, a], [bKey, b]) => compare(a.day ?? '', b.day ?? '') || b.count - a.count || compare(aKey, bKey))
    .map(([, row]) => row);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

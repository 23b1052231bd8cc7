import type { FeedRequest } from './feed-request.js';

/** A column of an index and the one value that a feed has in it. */
export interface PinnedColumn {
  readonly column: 'field' | 'user_id' | 'owner_id' | 'datatype';
  readonly value: string;
}

/**
 * The index that a feed is read through: org, then the `pinned` columns, then those `open` ones of datatype and type, then
 * (occurred_at, position). An entry of the feed is in one range of the index for each value of the open columns, and what
 * is in these ranges is the feed, but for what customers may not see.
 */
export interface FeedIndex {
  readonly table: 'activity' | 'activity_field';
  readonly pinned: readonly PinnedColumn[];
  readonly open: readonly ('datatype' | 'type')[];
}

/** The index that leads to the entries of a feed and to no others. */
export function feedIndexOf({ scope, types, userId, field }: FeedRequest): FeedIndex {
  const pin = (column: PinnedColumn['column'], value: string | undefined): readonly PinnedColumn[] =>
    value === undefined ? [] : [{ column, value }];
  const datatype = pin('datatype', scope.kind === 'workspace' ? undefined : scope.datatype);
  const open: FeedIndex['open'] = scope.kind === 'workspace' ? ['datatype', 'type'] : ['type'];
  const ownerId = scope.kind === 'record' ? scope.ownerId : undefined;
  if (field !== undefined) {
    const place = [...pin('field', field), ...pin('user_id', userId ?? ''), ...pin('owner_id', ownerId ?? '')];
    return { table: 'activity_field', pinned: [...place, ...datatype], open };
  }
  if (ownerId !== undefined) {
    return { table: 'activity', pinned: [...datatype, ...pin('owner_id', ownerId), ...pin('user_id', userId)], open };
  }
  if (userId !== undefined) {
    return { table: 'activity', pinned: [...pin('user_id', userId), ...datatype], open };
  }
  // All there is, in order of time, has an index without ranges.
  if (scope.kind === 'workspace' && types === undefined) return { table: 'activity', pinned: [], open: [] };
  return { table: 'activity', pinned: datatype, open };
}

import type { FeedRequest } from './feed-request.js';

/** A column of an index and the one value that a feed has in it. */
export interface PinnedColumn {
  readonly column: 'field' | 'user_id' | 'owner_id' | 'datatype';
  readonly value: string;
}

/**
 * The index that a feed is read through: org, then the `pinned` columns, then those `open` ones of datatype and type, then
 * (occurred_at, position). An entry of the feed is in one range of the index for each value of the open columns.
 */
export interface FeedIndex {
  readonly table: 'activity' | 'activity_field';
  readonly pinned: readonly PinnedColumn[];
  readonly open: readonly ('datatype' | 'type')[];
  /** The user, when the index does not know it: then entries have to be looked at. */
  readonly unindexedUserId?: string;
}

/** The index that leads to the entries of a feed and to as few others as there are indexes for. */
export function feedIndexOf({ scope, types, userId, field }: FeedRequest): FeedIndex {
  const datatype: readonly PinnedColumn[] =
    scope.kind === 'workspace' ? [] : [{ column: 'datatype', value: scope.datatype }];
  const open: FeedIndex['open'] = scope.kind === 'workspace' ? ['datatype', 'type'] : ['type'];
  const unindexedUser = userId === undefined || scope.kind !== 'record' ? {} : { unindexedUserId: userId };
  if (field !== undefined) {
    const place: readonly PinnedColumn[] = [
      { column: 'field', value: field },
      { column: 'user_id', value: scope.kind === 'record' ? '' : (userId ?? '') },
      { column: 'owner_id', value: scope.kind === 'record' ? scope.ownerId : '' },
    ];
    return { table: 'activity_field', pinned: [...place, ...datatype], open, ...unindexedUser };
  }
  if (scope.kind === 'record') {
    const owner: PinnedColumn = { column: 'owner_id', value: scope.ownerId };
    return { table: 'activity', pinned: [...datatype, owner], open, ...unindexedUser };
  }
  if (userId !== undefined) {
    return { table: 'activity', pinned: [{ column: 'user_id', value: userId }, ...datatype], open };
  }
  // All there is, in order of time, has an index without ranges.
  if (scope.kind === 'workspace' && types === undefined) return { table: 'activity', pinned: [], open: [] };
  return { table: 'activity', pinned: datatype, open };
}

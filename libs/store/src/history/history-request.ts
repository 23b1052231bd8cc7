import type { OrgId, Position, VersionedActivity } from '@activity-log/activity';

/** A record of an org, and how far into the log is looked. */
export interface VersionsRequest {
  readonly org: OrgId;
  readonly datatype: string;
  readonly ownerId: string;
  /** Versions at or before this position are left out. */
  readonly after: Position;
  /** Versions after this position are left out; without it, none is. */
  readonly upTo?: Position;
  /** Versions at the most. */
  readonly limit: number;
  /** Content beyond this is left for the next time, but never the first version. */
  readonly maxBytes: number;
}

/** What one statement saw of the versions of a record. */
export interface VersionsSlice {
  /** In order of position. */
  readonly activities: readonly VersionedActivity[];
  /** Characters of their content. */
  readonly contentLength: number;
  /** Whether there may be more, within the request. */
  readonly hasMore: boolean;
  /** The last position of the org's log; every position up to it is visible to this statement. */
  readonly head: Position;
  /** Whether the log knows the record at all, as any subject of any activity. */
  readonly isKnown: boolean;
  /** How many versions the record has. Counted for a request that begins at position 0, else 0. */
  readonly total: number;
}

/** An activity that changed its record, with the key of that record. */
export interface ChangeOfRecord {
  readonly activity: VersionedActivity;
  readonly datatype: string;
  readonly ownerId: string;
}

/** What decides whether an activity can be undone. */
export interface UndoFacts {
  /** Enough for `planUndo`, in no order. */
  readonly others: readonly VersionedActivity[];
  /** Whether the activity is among the newest versions that were looked at; if not, nothing is known of what changed it. */
  readonly isWithinReach: boolean;
}

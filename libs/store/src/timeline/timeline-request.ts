import type { Micros, OrgId, Position, RecordedActivity } from '@activity-log/activity';
import type { TimelineOwner } from '../timeline-key.js';

/** Who reads: `customer` sees what customers may see, `staff` sees everything. */
export type Audience = 'customer' | 'staff';

/** What every read of a timeline says. */
export interface TimelineRequest {
  readonly org: OrgId;
  readonly owner: TimelineOwner;
  readonly audience: Audience;
  /** Entries at the most. */
  readonly limit: number;
}

/** An entry and its place in the order of timelines: (`occurredMicros`, `position`), both descending. */
export interface TimelineEntry extends RecordedActivity {
  readonly occurredMicros: Micros;
}

/** What one statement saw. */
export interface TimelineSlice {
  readonly entries: readonly TimelineEntry[];
  /** Whether further entries were left out for the bytes of these. */
  readonly isCut: boolean;
  /** The last position of the org's log; every position up to it is visible to this statement. */
  readonly head: Position;
  /** Everything recorded up to here was looked at, when the slice has not as many entries as its limit. */
  readonly lookedUpTo: Position;
  /** How many entries the timeline has for this audience. */
  readonly total: bigint;
}

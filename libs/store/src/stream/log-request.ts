import type { Micros, OrgId, Position, RecordedActivity } from '@activity-log/activity';
import type { FeedFilter, FeedScope } from '../feed/feed-request.js';

/** What a follower of an org's log wants to see of it. An empty `types` lets nothing pass. */
export interface LogRequest extends FeedFilter {
  readonly org: OrgId;
  readonly scope: FeedScope;
  /** The record that the reader is, when it is a customer: who sees what customers may see about it, as any of the subjects. */
  readonly customer?: { readonly datatype: string; readonly ownerId: string };
}

/** An entry of the log, with what {@link LogRequest} asks for. */
export interface LogEntry extends RecordedActivity {
  readonly occurredMicros: Micros;
  readonly customerVisible: boolean;
  /** Of the first subject. */
  readonly datatype: string;
  readonly ownerId: string;
  readonly userId?: string;
  /** The changed fields. */
  readonly fields: readonly string[];
}

/** What one read of the log may cost. */
export interface LogSliceBounds {
  /** Positions that are looked at. */
  readonly maxLookedAt: number;
  /** Entries that are returned. */
  readonly maxEntries: number;
  /** Content that is returned; an entry beyond it is left for the next read, but never the first one. */
  readonly maxBytes: number;
}

/** A part of the log. */
export interface LogSlice {
  /** In order of position. Erased entries are left out. */
  readonly entries: readonly LogEntry[];
  /** There are no other matching entries up to here. */
  readonly lookedUpTo: Position;
  /** The end of the org's log when it was read. */
  readonly head: Position;
}

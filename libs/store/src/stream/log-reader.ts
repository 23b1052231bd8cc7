import type { OrgId, Position } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { orUnavailable } from '../or-unavailable.js';
import type { LogRequest, LogSlice, LogSliceBounds } from './log-request.js';
import { selectFollowing, type LogRange } from './select-following.js';
import { selectHead } from './select-head.js';

/** Reads logs in order of position, as who follows one or copies one needs it. Every read is one statement. */
export class LogReader {
  readonly #reader: DataSource;

  /** `reader` acts as `activity_reader`. */
  constructor(reader: DataSource) {
    this.#reader = reader;
  }

  /** The end of an org's log. Throws StoreUnavailable. */
  head(org: OrgId): Promise<Position> {
    return orUnavailable(() => selectHead(this.#reader, org));
  }

  /** What follows a position, up to the bounds: go on at `lookedUpTo`. Throws StoreUnavailable. */
  following(query: LogRequest, read: { readonly range: LogRange; readonly bounds: LogSliceBounds }): Promise<LogSlice> {
    return orUnavailable(() => selectFollowing(this.#reader, query, read));
  }
}

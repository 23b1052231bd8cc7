import type { FeedRequest } from '../feed/feed-request.js';
import { orUnavailable } from '../or-unavailable.js';
import type { Statements } from '../statements.js';
import { countFeed } from './count-feed.js';
import { countRecord, countRecordRows, type RecordFeed } from './count-record.js';

/** How many entries a feed has. */
export interface FeedTotal {
  readonly total: bigint;
  /** False when counting on would have cost too much: then the feed has at least `total` entries. */
  readonly exact: boolean;
}

/**
 * Counts feeds at a cost that does not grow with the log: out of the rollups, up to their position, and entry by entry what
 * came after it. docs/performance.md says for each combination of filters what is read, and when a total is not exact.
 */
export class FeedCounter {
  readonly #reader: Statements;

  /** `reader` acts as `activity_reader`. */
  constructor(reader: Statements) {
    this.#reader = reader;
  }

  /** The entries of a feed, at one moment. Throws StoreUnavailable. */
  total(query: FeedRequest): Promise<FeedTotal> {
    const { scope } = query;
    return orUnavailable(() =>
      scope.kind === 'record' ? this.#ofRecord({ ...query, scope }) : countFeed(this.#reader, { ...query, scope }),
    );
  }

  #ofRecord(feed: RecordFeed): Promise<FeedTotal> {
    const parts = [feed.userId, feed.field, feed.fromMicros, feed.toMicros];
    return parts.every((part) => part === undefined)
      ? countRecord(this.#reader, feed)
      : countRecordRows(this.#reader, feed);
  }
}

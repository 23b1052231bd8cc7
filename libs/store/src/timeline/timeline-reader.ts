import type { Micros, Position } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { orUnavailable } from '../or-unavailable.js';
import { newerBounds, selectNewer, type NewerBounds } from './select-newer.js';
import { selectOlder, type OlderStart } from './select-older.js';
import type { TimelineEntry, TimelineRequest, TimelineSlice } from './timeline-request.js';

/** Where a page begins. */
export type PageStart =
  | { readonly kind: 'page'; /** 1 is the first. */ readonly page: number }
  | { readonly kind: 'older'; readonly occurredMicros: Micros; readonly position: Position; readonly upTo: Position }
  | { readonly kind: 'newer'; readonly since: Position };

/** One page of a timeline. */
export interface TimelinePage {
  /** `page` and `older`: newest first, by (occurred, position). `newer`: in order of position. */
  readonly entries: readonly TimelineEntry[];
  /** Whether the page has less than `limit` entries for their bytes: further ones follow. */
  readonly isCut: boolean;
  /** Whether entries follow in the direction of the page. With `newer` they may: the read ended at its bound. */
  readonly hasMore: boolean;
  /** `newer`: everything up to here was looked at. Else the end of the org's log when the page was read. */
  readonly lookedUpTo: Position;
  /** The end of the org's log when the page was read: what comes after it is what a later `newer` page yields. */
  readonly head: Position;
  /** Entries of the timeline that this audience may see, now. */
  readonly total: bigint;
}

/** Reads timelines; every page is one statement, so its entries, head and total are of one moment. */
export class TimelineReader {
  readonly #reader: DataSource;
  readonly #bounds: NewerBounds;

  /** `reader` acts as `activity_reader`. */
  constructor(reader: DataSource, bounds = newerBounds) {
    this.#reader = reader;
    this.#bounds = bounds;
  }

  /** A page of at most `query.limit` entries. Throws StoreUnavailable. */
  async page(query: TimelineRequest, start: PageStart): Promise<TimelinePage> {
    // One more than asked tells whether there is more.
    const slice = await this.#slice({ ...query, limit: query.limit + 1 }, start);
    const entries = slice.entries.slice(0, query.limit);
    const isFull = slice.isCut || slice.entries.length > query.limit;
    return {
      entries,
      isCut: entries.length < query.limit && slice.isCut,
      hasMore: isFull || slice.lookedUpTo < slice.head,
      lookedUpTo: (isFull && start.kind === 'newer' ? entries.at(-1)?.position : undefined) ?? slice.lookedUpTo,
      head: slice.head,
      total: slice.total,
    };
  }

  #slice(query: TimelineRequest, start: PageStart): Promise<TimelineSlice> {
    return orUnavailable(() =>
      start.kind === 'newer'
        ? selectNewer(this.#reader, query, { since: start.since, bounds: this.#bounds })
        : selectOlder(this.#reader, query, olderStart(start, query.limit - 1)),
    );
  }
}

function olderStart(start: Exclude<PageStart, { kind: 'newer' }>, pageSize: number): OlderStart {
  return start.kind === 'page' ? { skip: (start.page - 1) * pageSize } : { after: start };
}

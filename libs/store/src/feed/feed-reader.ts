import {
  catalogueEntry,
  typeCatalogue,
  type ActivityId,
  type Position,
  type RecordedActivity,
} from '@activity-log/activity';
import { orUnavailable } from '../or-unavailable.js';
import type { Statements } from '../statements.js';
import type { PageStart } from '../timeline/timeline-reader.js';
import type { TimelineEntry } from '../timeline/timeline-request.js';
import type { FeedRequest } from './feed-request.js';
import { lookBounds, type LookBounds } from './look-bounds.js';
import { selectActivity, type ActivityReader } from './select-activity.js';
import { selectNewerFeed } from './select-newer-feed.js';
import { selectOlderFeed, type FeedPlace } from './select-older-feed.js';

/** One page of a feed. */
export interface FeedPage {
  /** `page` and `older`: newest first, by (occurred, position). `newer`: in order of position. */
  readonly entries: readonly TimelineEntry[];
  /** Whether the page has less than `limit` entries for their bytes: further ones follow. */
  readonly isCut: boolean;
  /** Whether entries follow in the direction of the page; they may when `stoppedAt` is there. */
  readonly hasMore: boolean;
  /** `page` and `older`: the read ended here, at its bound, with the page not full. Further entries are behind it. */
  readonly stoppedAt?: FeedPlace;
  /** `newer`: everything up to here was looked at. Else the end of the org's log when the page was read. */
  readonly lookedUpTo: Position;
  readonly head: Position;
  /** Whether the record or module has any activity that this audience may see, whatever the filters. */
  readonly known: boolean;
}

/** Reads feeds and single activities; every page is one statement. */
export class FeedReader {
  readonly #reader: Statements;
  readonly #bounds: LookBounds;

  /** `reader` acts as `activity_reader`. */
  constructor(reader: Statements, bounds = lookBounds) {
    this.#reader = reader;
    this.#bounds = bounds;
  }

  /** A page of at most `limit` entries. Throws StoreUnavailable. */
  async page(
    query: FeedRequest,
    { start, limit }: { readonly start: PageStart; readonly limit: number },
  ): Promise<FeedPage> {
    const visible = { ...query, ...visibleTypes(query) };
    return orUnavailable(() =>
      start.kind === 'newer'
        ? this.#newer(visible, { since: start.since, limit })
        : this.#older(visible, { start, limit }),
    );
  }

  /** The activity of an id, or undefined when there is none that the reader may see. Throws StoreUnavailable. */
  async activity(id: ActivityId, by: ActivityReader): Promise<RecordedActivity | undefined> {
    return orUnavailable(() => selectActivity(this.#reader, id, by));
  }

  async #older(
    query: FeedRequest,
    { start, limit }: { readonly start: Exclude<PageStart, { kind: 'newer' }>; readonly limit: number },
  ): Promise<FeedPage> {
    const slice = await selectOlderFeed(this.#reader, query, {
      start: start.kind === 'page' ? { skip: (start.page - 1) * limit } : { after: start },
      // One more than asked tells whether there is more.
      limit: limit + 1,
      maxEntries: this.#bounds.maxEntries,
    });
    const entries = slice.entries.slice(0, limit);
    const isFull = slice.isCut || slice.entries.length > limit;
    return {
      entries,
      isCut: entries.length < limit && slice.isCut,
      hasMore: isFull || slice.stoppedAt !== undefined,
      ...(isFull || slice.stoppedAt === undefined ? {} : { stoppedAt: slice.stoppedAt }),
      lookedUpTo: slice.head,
      head: slice.head,
      known: slice.known,
    };
  }

  async #newer(
    query: FeedRequest,
    { since, limit }: { readonly since: Position; readonly limit: number },
  ): Promise<FeedPage> {
    const slice = await selectNewerFeed(this.#reader, query, { since, limit: limit + 1, bounds: this.#bounds });
    const entries = slice.entries.slice(0, limit);
    const isFull = slice.isCut || slice.entries.length > limit;
    return {
      entries,
      isCut: entries.length < limit && slice.isCut,
      hasMore: isFull || slice.lookedUpTo < slice.head,
      lookedUpTo: isFull ? (entries.at(-1)?.position ?? since) : slice.lookedUpTo,
      head: slice.head,
      known: slice.known,
    };
  }
}

const customerTypes = typeCatalogue.filter(({ visibility }) => visibility === 'customer').map(({ type }) => type);

/** What customers may see is of few types: reading only those keeps a read from passing over all the rest. */
function visibleTypes({ audience, types }: FeedRequest): Pick<FeedRequest, 'types'> {
  if (audience === 'staff') return {};
  return { types: types?.filter((type) => catalogueEntry(type).visibility === 'customer') ?? customerTypes };
}

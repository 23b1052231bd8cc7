import type { DataSource } from 'typeorm';
import { orUnavailable } from '../or-unavailable.js';
import { FeedCounter, type FeedTotal } from '../rollup/feed-counter.js';
import type { PageStart } from '../timeline/timeline-reader.js';
import { FeedReader, type FeedPage } from './feed-reader.js';
import type { FeedRequest } from './feed-request.js';

/** Reads pages of feeds with their totals. */
export class FeedPages {
  readonly #reader: DataSource;

  /** `reader` acts as `activity_reader`. */
  constructor(reader: DataSource) {
    this.#reader = reader;
  }

  /**
   * A page of at most `limit` entries, and how many the feed has at the same moment: both statements see one snapshot, so that
   * a page never shows more than its total counts, whatever is appended or erased between them. Throws StoreUnavailable.
   */
  page(query: FeedRequest, at: { readonly start: PageStart; readonly limit: number }): Promise<FeedPage & FeedTotal> {
    return orUnavailable(() =>
      this.#reader.transaction('REPEATABLE READ', async (snapshot) => {
        const page = await new FeedReader(snapshot).page(query, at);
        const isEmpty = !page.known || query.types?.length === 0;
        return { ...page, ...(isEmpty ? none : await new FeedCounter(snapshot).total(query)) };
      }),
    );
  }
}

const none: FeedTotal = { total: 0n, exact: true };

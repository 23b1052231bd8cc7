/** How much one read of a feed looks at, at the most, where nothing else bounds it. A walk goes on where a read stopped. */
export interface LookBounds {
  /** Entries of each range, and of all of them together, where a customer may not see them all. */
  readonly maxEntries: number;
  /** Positions of the log behind the one that everything since is asked for. */
  readonly maxNearPositions: number;
  /** As many where the next ones held less than a page and the feed has more than `maxFeedEntries`. */
  readonly maxFarPositions: number;
  /** Entries of a feed, in its index alone. */
  readonly maxFeedEntries: number;
}

/**
 * 20,000 rows of the log are some 1,800 buffers, as many entries of an index 300; an entry that is looked up is a handful.
 * Each of these reads takes some milliseconds.
 */
export const lookBounds: LookBounds = {
  maxEntries: 2_000,
  maxNearPositions: 2_000,
  maxFarPositions: 20_000,
  maxFeedEntries: 20_000,
};

/**
 * Entries that one read of a feed looks at, at the most, where no index holds the whole filter. A lookup reads a handful of
 * buffers, so this is some milliseconds; a walk goes on where the read stopped.
 */
export const maxEntriesLookedAt = 2_000;

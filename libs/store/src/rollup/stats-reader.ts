import type { Micros } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { orUnavailable } from '../or-unavailable.js';
import { countGroups, type GroupedCount, type GroupedFeed } from './count-groups.js';
import { selectStartOfDays, type LastDays } from './select-start-of-days.js';
import { selectZoneFit, type ZonedSpan, type ZoneFit } from './select-zone-fit.js';

/** Counts feeds in groups, out of the rollups and what they do not have yet: exactly or not at all. */
export class StatsReader {
  readonly #reader: DataSource;

  /** `reader` acts as `activity_reader`. */
  constructor(reader: DataSource) {
    this.#reader = reader;
  }

  /** The groups of a feed, at one moment. Its zone must fit the span ({@link zoneFit}). Throws StoreUnavailable. */
  count(feed: GroupedFeed): Promise<GroupedCount> {
    return orUnavailable(() => countGroups(this.#reader, feed));
  }

  /** Whether days of a zone can be counted by hours. Throws StoreUnavailable. */
  zoneFit(span: ZonedSpan): Promise<ZoneFit> {
    return orUnavailable(() => selectZoneFit(this.#reader, span));
  }

  /** When the first of some days of a zone begins; undefined for a zone that nobody knows. Throws StoreUnavailable. */
  startOfDays(days: LastDays): Promise<Micros | undefined> {
    return orUnavailable(() => selectStartOfDays(this.#reader, days));
  }
}

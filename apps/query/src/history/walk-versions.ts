import { toPosition, type OrgId, type Position, type VersionedActivity } from '@activity-log/activity';
import { ProblemError } from '@activity-log/platform';
import type { HistoryReader, VersionsSlice } from '@activity-log/store';
import { historyLimits } from './history-limits.js';

/** A record whose versions are walked. */
export interface HistoryRecord {
  readonly org: OrgId;
  readonly datatype: string;
  readonly ownerId: string;
}

/** What the log knew of the record when the walk began. */
export type WalkedHistory = Pick<VersionsSlice, 'head' | 'isKnown' | 'total'>;

/**
 * Hands the versions of a record to `visit`, from the first on, until it has enough or there are no more. All are of the
 * moment at which the walk began, whatever is recorded meanwhile; `upTo` is an earlier such moment.
 *
 * Throws a ProblemError `page_out_of_range` when `visit` wants more than `historyLimits` allow, and StoreUnavailable.
 */
export async function walkVersions(
  reader: HistoryReader,
  {
    record,
    upTo,
    visit,
  }: {
    readonly record: HistoryRecord;
    readonly upTo?: Position | undefined;
    readonly visit: (activity: VersionedActivity) => 'more' | 'enough';
  },
): Promise<WalkedHistory> {
  const bounds = { limit: historyLimits.maxVersionsPerRead, maxBytes: historyLimits.maxBytesPerRead };
  let slice = await reader.versions({ ...record, ...bounds, ...(upTo ? { upTo } : {}), after: toPosition(0n) });
  const { head, isKnown, total } = slice;
  let folded = 0;
  let length = 0;
  for (;;) {
    length += slice.contentLength;
    for (const activity of slice.activities) {
      if (visit(activity) === 'enough') return { head, isKnown, total };
      folded += 1;
      // One more than the bound is looked at, to tell whether there is more.
      if (folded > historyLimits.maxFoldedVersions) throw tooLong();
    }
    const last = slice.activities.at(-1);
    if (!slice.hasMore || !last) return { head, isKnown, total };
    if (length > historyLimits.maxFoldedLength) throw tooLong();
    slice = await reader.versions({ ...record, ...bounds, after: last.position, upTo: upTo ?? head });
  }
}

function tooLong(): ProblemError {
  const { maxFoldedVersions, maxFoldedLength } = historyLimits;
  return new ProblemError(
    'page_out_of_range',
    `versions reach ${maxFoldedVersions} deep, or ${maxFoldedLength} characters; the activity feed of the record has no such bound`,
  );
}

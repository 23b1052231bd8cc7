import type { DataSubjectProgress } from '@activity-log/store';

/** Entries about a data subject are left, for a reason that may pass. */
export class ErasureIncomplete extends Error {
  override readonly name = 'ErasureIncomplete';
  readonly code = 'erasure_incomplete';
  readonly retry = 'later';

  constructor({ held, unpublished }: DataSubjectProgress) {
    super(
      `${held} entries are left that are about a held record too, and ${unpublished} that are not published yet; run it again when that is over`,
    );
  }
}

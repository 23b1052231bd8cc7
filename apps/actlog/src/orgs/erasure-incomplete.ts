import type { DataSubjectProgress } from '@activity-log/store';

/** Entries about a data subject are left, for a reason that may pass. */
export class ErasureIncomplete extends Error {
  override readonly name = 'ErasureIncomplete';
  readonly code = 'erasure_incomplete';
  readonly retry = 'later';

  constructor({ held, unpublished }: DataSubjectProgress) {
    super(
      `entries are left: ${held} about a held record too, ${unpublished} not published yet; run it again when that is over`,
    );
  }
}

import type { Position } from '@activity-log/activity';
import type { LogTransaction } from '../append/log-transaction.js';
import { deleteChangedFields } from './delete-changed-fields.js';
import { deleteErasedComments } from './delete-erased-comments.js';
import { deleteSubjects, uncountSubjects } from './delete-subjects.js';
import { forgetAnswers } from './forget-answers.js';
import { heldEntries } from './held-entries.js';
import { lockErasedHead, type ErasureGround } from './lock-erasure.js';
import { nullContent } from './null-content.js';
import { selectErasableEntries } from './select-erasable-entries.js';
import { uncountPositions } from './uncount-positions.js';

/** What became of the entries of an erasure; those that were erased before are in none of the lists. */
export interface Erasure {
  readonly erased: readonly Position[];
  /** Left as they are, for a legal hold. */
  readonly held: readonly Position[];
  /** Left as they are, since the activities topic does not have them yet, and nothing is skipped there. */
  readonly unpublished: readonly Position[];
}

/**
 * The only way out of the log. Erases entries of a locked org: content and salt, their places in timelines and under fields,
 * what counters and rollups count of them, their comments, and kept answers that show them. Position, id, leaf and
 * recorded_at stay. One transaction: every read, count and stream loses them at the same moment.
 *
 * Acts as `activity_eraser`. Give it a bounded number of positions.
 */
export async function eraseActivities(
  tx: LogTransaction,
  { ground, positions }: { readonly ground: ErasureGround; readonly positions: readonly Position[] },
): Promise<Erasure> {
  const entries = await selectErasableEntries(tx, ground.org, positions);
  const held = await heldEntries(tx, ground.org, entries);
  const free = entries.filter((entry) => !held.has(entry));
  const leaving = free.filter(({ position }) => position <= ground.relayed);
  const erased = leaving.map(({ position }) => position);
  if (leaving.length > 0) {
    await uncountPositions(tx, ground, erased);
    const uncounted = await deleteSubjects(tx, ground.org, leaving);
    await deleteChangedFields(tx, ground.org, erased);
    await forgetAnswers(tx, ground.org, leaving);
    await nullContent(tx, ground.org, erased);
    // Only from here on do appends to the org wait.
    await lockErasedHead(tx, ground.org);
    await uncountSubjects(tx, ground.org, uncounted);
    await deleteErasedComments(tx, ground.org, leaving);
  }
  return {
    erased,
    held: [...held].map(({ position }) => position),
    unpublished: free.filter(({ position }) => position > ground.relayed).map(({ position }) => position),
  };
}

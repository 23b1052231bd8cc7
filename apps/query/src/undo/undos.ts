import { parseActivityId, planUndo } from '@activity-log/activity';
import { ProblemError } from '@activity-log/platform';
import type { HistoryReader } from '@activity-log/store';
import type { Principal } from '../auth/principal.js';
import { undoJson } from './undo-json.js';

/** Newest versions of a record, by position, in which a change must be for its undo to be known. */
const maxVersionsLookedAt = 10_000;

/** How activities can be undone. Reads only: the caller patches the record. */
export class Undos {
  readonly #reader: HistoryReader;

  constructor(reader: HistoryReader) {
    this.#reader = reader;
  }

  /**
   * The patch that takes an activity back and what stands in its way, as JSON text. Throws a ProblemError: `forbidden` for
   * customers, `record_not_found` for an activity that the org does not have, `invalid_request` for one that no patch takes back.
   */
  async plan({ id, principal }: { readonly id: string; readonly principal: Principal }): Promise<string> {
    // The answer names later activities, which customers may not see.
    if (principal.kind === 'customer') throw new ProblemError('forbidden', 'undo is for staff and programs');
    const { org } = principal;
    const activityId = parseActivityId(id);
    const change = activityId && (await this.#reader.change({ org, id: activityId }));
    if (change === undefined) throw new ProblemError('record_not_found', 'no such activity');
    if (change === 'unchanged' || change.activity.changes.length === 0) {
      throw notUndoable('the activity has no changes, so there is nothing to take back');
    }
    const { activity } = change;
    if (activity.operation !== 'updated') {
      throw notUndoable(`the activity ${activity.operation} its record, which no patch takes back`);
    }
    const { others, isWithinReach } = await this.#reader.undoFacts({ org, change, maxVersions: maxVersionsLookedAt });
    if (!isWithinReach) {
      throw notUndoable(`more than ${maxVersionsLookedAt} versions of the record were recorded since`);
    }
    return undoJson(activity, planUndo(activity, others));
  }
}

function notUndoable(message: string): ProblemError {
  return new ProblemError('invalid_request', message, {
    errors: [{ path: 'id', rule: 'must be of an activity with changes that a patch takes back' }],
  });
}

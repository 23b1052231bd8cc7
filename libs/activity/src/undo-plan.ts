import type { FieldChange } from './activity.js';
import type { JsonObject, JsonValue } from './json-value.js';
import { sameValue } from './same-value.js';
import { compareOccurrence, type VersionedActivity } from './versioned-activity.js';

/** What undoing an activity means for one field. */
export interface FieldUndo {
  readonly field: string;
  /** What it goes back to; absent when the activity does not say what it was. */
  readonly from?: JsonValue;
  /** What the activity made of it. */
  readonly to?: JsonValue;
  /** Whether the field still has that value. */
  readonly holds: boolean;
  /** What it is now, when it does not hold. Absent when it has no value. */
  readonly current?: JsonValue;
  /** The activity that made it so, when it does not hold. */
  readonly changedBy?: VersionedActivity;
}

/** How an activity can be taken back. */
export interface UndoPlan {
  /** What the fields of the activity were before it; a field that it says nothing of is left out. */
  readonly patch: JsonObject;
  readonly fields: readonly FieldUndo[];
  /** Whether the patch takes back all of the activity and nothing else: every field holds, and the record exists. */
  readonly undoable: boolean;
  /** The activity that took it back, when it is taken back. */
  readonly alreadyUndoneBy?: VersionedActivity;
  /** The deletion of the record, when it was deleted since. */
  readonly deletedBy?: VersionedActivity;
}

/**
 * The plan to undo an activity. `others` are activities of the same record in any order; enough of them are, for each
 * field of the activity, the last that changed it, those that the activity caused, and the last creation or deletion.
 */
export function planUndo(activity: VersionedActivity, others: readonly VersionedActivity[]): UndoPlan {
  const ordered = [...others.filter(({ id }) => id !== activity.id), activity].sort(compareOccurrence);
  const changes = netChanges(activity.changes);
  const fields = changes.map((change) => fieldUndo(change, { activity, ordered }));
  const undoneBy = fields.every(({ holds }) => holds)
    ? undefined
    : ordered.findLast((other) => takesBack(other, { activity, changes }));
  const last = ordered.findLast(({ operation }) => operation !== 'updated');
  const deletedBy = last?.operation === 'deleted' ? last : undefined;
  return {
    patch: Object.fromEntries(changes.flatMap(({ field, from }) => (from === undefined ? [] : [[field, from]]))),
    fields,
    undoable: !deletedBy && changes.length > 0 && fields.every(({ holds, from }) => holds && from !== undefined),
    ...(undoneBy ? { alreadyUndoneBy: undoneBy } : {}),
    ...(deletedBy ? { deletedBy } : {}),
  };
}

/** What changes come to: each field once, from what it was first to what it was last. */
function netChanges(changes: readonly FieldChange[]): readonly FieldChange[] {
  return [...Map.groupBy(changes, ({ field }) => field)].map(([field, steps]) => {
    const from = steps[0]?.from;
    const to = steps.at(-1)?.to;
    return { field, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  });
}

function fieldUndo(
  change: FieldChange,
  { activity, ordered }: { readonly activity: VersionedActivity; readonly ordered: readonly VersionedActivity[] },
): FieldUndo {
  const last = ordered.findLast(({ changes }) => changes.some(({ field }) => field === change.field)) ?? activity;
  const current = last.changes.findLast(({ field }) => field === change.field)?.to;
  if (sameValue(current, change.to)) return { ...change, holds: true };
  return { ...change, holds: false, ...(current === undefined ? {} : { current }), changedBy: last };
}

/**
 * Whether `other` is an undo: caused by the activity, and every field of the activity that it changes goes back to what
 * it was. The cause alone does not say it: an automation that follows on an activity names it as its cause too.
 */
function takesBack(
  other: VersionedActivity,
  { activity, changes }: { readonly activity: VersionedActivity; readonly changes: readonly FieldChange[] },
): boolean {
  if (other.causationId !== activity.id || other.position <= activity.position) return false;
  const both = netChanges(other.changes).flatMap(({ field, to }) => {
    const own = changes.find((change) => change.field === field);
    return own ? [{ back: own.from, to }] : [];
  });
  return both.length > 0 && both.every(({ back, to }) => sameValue(back, to));
}

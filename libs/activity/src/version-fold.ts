import type { FieldChange } from './activity.js';
import type { JsonValue } from './json-value.js';
import { sameValue } from './same-value.js';
import { compareOccurrence, type VersionedActivity } from './versioned-activity.js';

/** A change whose `from` is not what the log says the field was before. */
export interface FieldConflict {
  readonly field: string;
  /** What the log says; absent when it says that the field had no value. */
  readonly expected?: JsonValue;
  /** What the change says. */
  readonly from?: JsonValue;
}

/** What the log knows of a field. */
export interface FieldState {
  /** Absent when the field has no value. */
  readonly value?: JsonValue;
  /** What it was before the first change that the log has, as far as that change says. */
  readonly origin?: JsonValue;
}

/** The fields of a record that the log knows, by name. A field that was never changed is not known. */
export type RecordState = ReadonlyMap<string, FieldState>;

/** A version of a record. */
export interface RecordVersion {
  /** 1 is the first in the log. What arrives later gets a higher number, whenever it happened. */
  readonly version: number;
  readonly activity: VersionedActivity;
  /** The creation that this version goes back to; absent while the log has none. */
  readonly created?: VersionedActivity;
  /** What happened last, up to this version: itself, unless it is late. */
  readonly modified: VersionedActivity;
  /** Whether the record existed before its first version: the log does not begin with its creation. */
  readonly isIncomplete: boolean;
  /** Whether it happened before a version that was recorded earlier. */
  readonly isLate: boolean;
  readonly conflicts: readonly FieldConflict[];
}

interface TrailStep {
  readonly activity: VersionedActivity;
  readonly change: FieldChange;
}

/**
 * Folds the activities of one record, in order of position, into versions.
 *
 * Versions are numbered in the order of the log. The state goes by when things happened: of all changes of a field up
 * to a version, the one with the latest (timestamp, position) says its value. So the state does not depend on the order
 * of arrival, and an event that arrives late completes the past instead of overwriting the present. Deletion leaves the
 * fields as they were; a creation after it is a restoration.
 */
export class VersionFold {
  readonly #trails = new Map<string, TrailStep[]>();
  #version = 0;
  #created: VersionedActivity | undefined;
  #modified: VersionedActivity | undefined;

  /** The version that an activity makes. */
  next(activity: VersionedActivity): RecordVersion {
    this.#version += 1;
    const previous = this.#modified;
    const isLate = previous !== undefined && activity.occurredAt.micros < previous.occurredAt.micros;
    this.#modified = !previous || compareOccurrence(activity, previous) > 0 ? activity : previous;
    if (activity.operation === 'created' && (!this.#created || compareOccurrence(activity, this.#created) < 0)) {
      this.#created = activity;
    }
    return {
      version: this.#version,
      activity,
      ...(this.#created ? { created: this.#created } : {}),
      modified: this.#modified,
      isIncomplete: this.#version === 1 && activity.operation !== 'created',
      isLate,
      conflicts: activity.changes.flatMap((change) => this.#apply(activity, change)),
    };
  }

  /** Counts an activity as a version without taking part of its changes. */
  skip(): void {
    this.#version += 1;
  }

  /** The fields as of the last version, by name in order. Later versions do not change what was returned. */
  state(): RecordState {
    return new Map(
      [...this.#trails.keys()].sort().map((field) => {
        const trail = this.#trails.get(field) ?? [];
        const value = trail.at(-1)?.change.to;
        const origin = trail[0]?.change.from;
        return [field, { ...(value === undefined ? {} : { value }), ...(origin === undefined ? {} : { origin }) }];
      }),
    );
  }

  #apply(activity: VersionedActivity, change: FieldChange): readonly FieldConflict[] {
    const trail = this.#trails.get(change.field) ?? [];
    this.#trails.set(change.field, trail);
    // Nearly everything arrives in order, so the place is looked for from the end.
    const place = trail.findLastIndex((step) => compareOccurrence(step.activity, activity) <= 0) + 1;
    const before = trail[place - 1];
    trail.splice(place, 0, { activity, change });
    if (!before || change.from === undefined || sameValue(before.change.to, change.from)) return [];
    const expected = before.change.to;
    return [{ field: change.field, ...(expected === undefined ? {} : { expected }), from: change.from }];
  }
}

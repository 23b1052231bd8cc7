import type { FieldChange } from './activity.js';
import { sameValue } from './same-value.js';
import type { FieldState, RecordState } from './version-fold.js';

/**
 * What turns one state of a record into another, by field in order. Either may be the older one. A field that one of the
 * two does not know had there what the first change of it says it was before; without such a word its side is left out.
 */
export function diffStates(from: RecordState, to: RecordState): readonly FieldChange[] {
  const fields = [...new Set([...from.keys(), ...to.keys()])].sort();
  return fields.flatMap((field) => {
    const before = valueAt(from.get(field), to.get(field));
    const after = valueAt(to.get(field), from.get(field));
    if (sameValue(before, after)) return [];
    return [
      { field, ...(before === undefined ? {} : { from: before }), ...(after === undefined ? {} : { to: after }) },
    ];
  });
}

function valueAt(own: FieldState | undefined, other: FieldState | undefined): FieldState['value'] {
  return own ? own.value : other?.origin;
}

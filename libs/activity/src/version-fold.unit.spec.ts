import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aVersion } from './a-version.spec.js';
import type { FieldChange } from './activity.js';
import { diffStates } from './diff-states.js';
import type { JsonValue } from './json-value.js';
import { sameValue } from './same-value.js';
import { VersionFold, type RecordState, type RecordVersion } from './version-fold.js';
import type { VersionedActivity } from './versioned-activity.js';

type Fields = Readonly<Record<string, JsonValue>>;

const fieldsOf = (state: RecordState): Fields =>
  Object.fromEntries([...state].flatMap(([field, { value }]) => (value === undefined ? [] : [[field, value]])));

interface Folded {
  readonly version: RecordVersion;
  readonly state: RecordState;
}

const foldAll = (activities: readonly VersionedActivity[]): readonly Folded[] => {
  const fold = new VersionFold();
  return activities.map((activity) => ({ version: fold.next(activity), state: fold.state() }));
};

/** The values of fields after the given activities, each applied on top of the one before. */
const replay = (activities: readonly VersionedActivity[]): Fields => {
  const fields = new Map<string, JsonValue>();
  for (const { field, to } of activities.flatMap(({ changes }) => changes)) {
    if (to === undefined) fields.delete(field);
    else fields.set(field, to);
  }
  return Object.fromEntries(fields);
};

const byTime = (activities: readonly VersionedActivity[]): readonly VersionedActivity[] =>
  activities.toSorted((a, b) =>
    a.occurredAt.micros === b.occurredAt.micros
      ? Number(a.position - b.position)
      : Number(a.occurredAt.micros - b.occurredAt.micros),
  );

const field = fc.constantFrom('stage', 'value', 'owner', '__proto__');
const value: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue>(null, 0, 1, 'open', 'won', ['a'], ['a', 'b'], { a: 1 }, false),
);
const write = fc.record({ field, to: fc.option(value, { nil: undefined }) });

/** A record's life as it happened: every change says what the field was before; two things may happen in one second. */
const life = fc
  .array(fc.record({ pause: fc.nat({ max: 2 }), writes: fc.array(write, { minLength: 1, maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((steps) => {
    const now = new Map<string, JsonValue | undefined>();
    let at = 0;
    return steps.map(({ pause, writes }, i) => {
      at += pause;
      const changes = writes.map(({ field: name, to }): FieldChange => {
        const from = now.get(name);
        now.set(name, to);
        return { field: name, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
      });
      return aVersion({ position: i + 1, at, operation: i === 0 ? 'created' : 'updated', changes });
    });
  });

/** A life that the log got to know in any order. */
const shuffledLife = life.chain((activities) =>
  fc
    .shuffledSubarray([...activities], { minLength: activities.length })
    .map((shuffled) => shuffled.map((activity, i) => aVersion({ ...partsOf(activity), position: i + 1 }))),
);

const partsOf = ({ occurredAt, operation, changes }: VersionedActivity) => ({
  at: Number(occurredAt.micros / 1_000_000n),
  operation,
  changes,
});

describe('folding versions', () => {
  it('gives at each version what a replay up to it gives, and finds no conflict in a life as it happened', () => {
    fc.assert(
      fc.property(life, (activities) => {
        const folded = foldAll(activities);
        folded.forEach(({ version, state }, i) => {
          expect(version.version).toBe(i + 1);
          expect(fieldsOf(state)).toEqual(replay(activities.slice(0, i + 1)));
          expect([version.conflicts, version.isLate, version.isIncomplete]).toEqual([[], false, false]);
        });
      }),
    );
  });

  it('comes to the same state in whatever order the log got to know, at the end and as of every moment', () => {
    fc.assert(
      fc.property(shuffledLife, fc.nat({ max: 24 }), (activities, second) => {
        expect(fieldsOf(foldAll(activities).at(-1)!.state)).toEqual(replay(byTime(activities)));

        const known = activities.filter(({ occurredAt }) => occurredAt.micros <= BigInt(second) * 1_000_000n);
        const asOf = new VersionFold();
        for (const activity of activities) {
          if (known.includes(activity)) asOf.next(activity);
          else asOf.skip();
        }
        expect(fieldsOf(asOf.state())).toEqual(replay(byTime(known)));
      }),
    );
  });

  it('differs from one version to another by exactly what turns the one state into the other, both ways', () => {
    fc.assert(
      fc.property(shuffledLife, fc.nat(), fc.nat(), (activities, a, b) => {
        const folded = foldAll(activities);
        const from = folded[a % folded.length]!.state;
        const to = folded[b % folded.length]!.state;
        const changes = diffStates(from, to);
        const reverted = diffStates(to, from);
        expect(reverted.map(({ field: name, from: was, to: is }) => ({ field: name, to: was, from: is }))).toEqual(
          changes.map((change) => ({ field: change.field, to: change.to, from: change.from })),
        );
        // A field that `from` does not know was what the first change of it says.
        const unknown = [...to].flatMap(([name, { origin }]) =>
          from.has(name) || origin === undefined ? [] : [[name, origin] as const],
        );
        const patched = new Map([...Object.entries(fieldsOf(from)), ...unknown]);
        for (const change of changes) {
          if (from.has(change.field)) expect(change.from).toEqual(from.get(change.field)?.value);
          if (change.to === undefined) patched.delete(change.field);
          else patched.set(change.field, change.to);
        }
        for (const [name, { value: goal }] of to) expect(sameValue(patched.get(name), goal)).toBe(true);
      }),
    );
  });

  it('marks a change whose from is not what the log says, there and nowhere else', () => {
    fc.assert(
      fc.property(life, fc.nat(), (activities, pick) => {
        const changed = activities.flatMap(({ changes }, i) =>
          changes.flatMap((c, k) => (c.from === undefined ? [] : [{ i, k }])),
        );
        fc.pre(changed.length > 0);
        const { i, k } = changed[pick % changed.length]!;
        const lied = activities.map((activity, n) =>
          n === i
            ? { ...activity, changes: activity.changes.map((c, m) => (m === k ? { ...c, from: 'never seen' } : c)) }
            : activity,
        );
        const conflicts = foldAll(lied).map(({ version }) => version.conflicts.length);
        expect(conflicts).toEqual(activities.map((_, n) => (n === i ? 1 : 0)));
      }),
    );
  });

  it('marks a first version that is no creation as incomplete and takes nothing for its creation', () => {
    const update = aVersion({ position: 7, changes: [{ field: 'stage', from: 'open', to: 'won' }] });
    const [first, second] = foldAll([update, aVersion({ position: 9 })]);
    expect(first!.version).toMatchObject({ version: 1, isIncomplete: true, modified: update });
    expect(first!.version.created).toBeUndefined();
    expect(first!.state.get('stage')).toEqual({ value: 'won', origin: 'open' });
    expect(second!.version.isIncomplete).toBe(false);
  });

  it('lets an event that arrives late complete the past and not the present', () => {
    const [, late] = foldAll([
      aVersion({ position: 1, at: 10, changes: [{ field: 'stage', from: 'open', to: 'won' }] }),
      aVersion({ position: 2, at: 5, operation: 'created', changes: [{ field: 'stage', to: 'open' }] }),
    ]);
    expect(fieldsOf(late!.state)).toEqual({ stage: 'won' });
    expect(late!.version).toMatchObject({ version: 2, isLate: true, conflicts: [] });
    expect(late!.version.modified.position).toBe(1n);
    expect(late!.version.created?.position).toBe(2n);
  });

  it('says what it expected and what the change says', () => {
    const [, second] = foldAll([
      aVersion({ position: 1, operation: 'created', changes: [{ field: 'stage', to: 'open' }] }),
      aVersion({ position: 2, changes: [{ field: 'stage', from: 'lost', to: 'won' }] }),
    ]);
    expect(second!.version.conflicts).toEqual([{ field: 'stage', expected: 'open', from: 'lost' }]);
  });

  it('takes null and no value for the same, and another order of keys too', () => {
    const [, ...rest] = foldAll([
      aVersion({ position: 1, operation: 'created', changes: [{ field: 'a' }, { field: 'b', to: { x: 1, y: 2 } }] }),
      aVersion({ position: 2, changes: [{ field: 'a', from: null, to: 1 }] }),
      aVersion({ position: 3, changes: [{ field: 'b', from: { y: 2, x: 1 }, to: null }] }),
    ]);
    expect(rest.map(({ version }) => version.conflicts)).toEqual([[], []]);
  });

  it('keeps the fields of a deleted record, and what was returned whatever follows', () => {
    const fold = new VersionFold();
    fold.next(aVersion({ position: 1, operation: 'created', changes: [{ field: 'stage', to: 'open' }] }));
    const before = fold.state();
    fold.next(aVersion({ position: 2, changes: [{ field: 'stage', from: 'open', to: 'won' }] }));
    fold.next(aVersion({ position: 3, operation: 'deleted' }));
    expect(fieldsOf(before)).toEqual({ stage: 'open' });
    expect(fieldsOf(fold.state())).toEqual({ stage: 'won' });
  });
});

describe('diffStates', () => {
  it('takes what a field was before its first change from that change', () => {
    const [first, second] = foldAll([
      aVersion({ position: 1, operation: 'created' }),
      aVersion({
        position: 2,
        changes: [
          { field: 'stage', from: 'open', to: 'won' },
          { field: 'note', to: 'x' },
        ],
      }),
    ]);
    expect(diffStates(first!.state, second!.state)).toEqual([
      { field: 'note', to: 'x' },
      { field: 'stage', from: 'open', to: 'won' },
    ]);
  });
});

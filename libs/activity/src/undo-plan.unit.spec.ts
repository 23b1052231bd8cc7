import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aVersion } from './a-version.spec.js';
import type { FieldChange } from './activity.js';
import type { JsonValue } from './json-value.js';
import { sameValue } from './same-value.js';
import { planUndo } from './undo-plan.js';

const change = (field: string, from: JsonValue | undefined, to: JsonValue | undefined): FieldChange => ({
  field,
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
});

const stage = aVersion({ position: 1, changes: [change('stage', 'open', 'won'), change('value', 1, 2)] });

describe('planUndo', () => {
  it('gives back what every field was and says that all hold when nothing changed them since', () => {
    expect(planUndo(stage, [aVersion({ position: 2, changes: [change('owner', 'a', 'b')] })])).toEqual({
      patch: { stage: 'open', value: 1 },
      fields: [
        { field: 'stage', from: 'open', to: 'won', holds: true },
        { field: 'value', from: 1, to: 2, holds: true },
      ],
      undoable: true,
    });
  });

  it('names what a field is now and the activity that made it so', () => {
    const later = aVersion({ position: 2, changes: [change('stage', 'won', 'lost')] });
    const last = aVersion({ position: 3, changes: [change('stage', 'lost', 'open')] });
    const plan = planUndo(stage, [last, later]);
    expect(plan.fields[0]).toEqual({
      field: 'stage',
      from: 'open',
      to: 'won',
      holds: false,
      current: 'open',
      changedBy: last,
    });
    expect(plan).toMatchObject({ undoable: false, fields: [{}, { holds: true }] });
    expect(plan.alreadyUndoneBy).toBeUndefined();
  });

  it('goes by when things happened, so a late arrival from before does not count as a later change', () => {
    const early = aVersion({ position: 9, at: 0, changes: [change('stage', 'new', 'open')] });
    expect(planUndo(stage, [early]).undoable).toBe(true);
    expect(planUndo(early, [stage])).toMatchObject({ undoable: false, fields: [{ changedBy: { id: stage.id } }] });
  });

  it('knows an undo by its cause and its values', () => {
    const undo = aVersion({
      position: 2,
      causationId: stage.id,
      changes: [change('stage', 'won', 'open'), change('value', 2, 1)],
    });
    expect(planUndo(stage, [undo])).toMatchObject({ undoable: false, alreadyUndoneBy: { id: undo.id } });
  });

  it('knows an undo of the fields that still held', () => {
    const undo = aVersion({ position: 2, causationId: stage.id, changes: [change('value', 2, 1)] });
    expect(planUndo(stage, [undo]).alreadyUndoneBy?.id).toBe(undo.id);
  });

  it('takes an automation that follows on the activity for no undo', () => {
    const followUp = aVersion({ position: 2, causationId: stage.id, changes: [change('stage', 'won', 'invoiced')] });
    expect(planUndo(stage, [followUp]).alreadyUndoneBy).toBeUndefined();
  });

  it('is free again when the undo was undone', () => {
    const undo = aVersion({
      position: 2,
      causationId: stage.id,
      changes: [change('stage', 'won', 'open'), change('value', 2, 1)],
    });
    const redo = aVersion({
      position: 3,
      causationId: undo.id,
      changes: [change('stage', 'open', 'won'), change('value', 1, 2)],
    });
    const plan = planUndo(stage, [undo, redo]);
    expect(plan.undoable).toBe(true);
    expect(plan.alreadyUndoneBy).toBeUndefined();
    expect(planUndo(undo, [stage, redo])).toMatchObject({ undoable: false, alreadyUndoneBy: { id: redo.id } });
  });

  it('is not possible on a record that was deleted since, and possible again when it was restored', () => {
    const deleted = aVersion({ position: 2, operation: 'deleted' });
    expect(planUndo(stage, [deleted])).toMatchObject({ undoable: false, deletedBy: { id: deleted.id } });
    expect(planUndo(stage, [deleted, aVersion({ position: 3, operation: 'created' })]).undoable).toBe(true);
  });

  it('does not invent what a field was: without from the patch leaves it out and is not all of the undo', () => {
    const tagged = aVersion({ position: 1, changes: [change('tags', undefined, ['vip'])] });
    expect(planUndo(tagged, [])).toEqual({
      patch: {},
      fields: [{ field: 'tags', to: ['vip'], holds: true }],
      undoable: false,
    });
  });

  it('takes several changes of a field for one, from the first to the last', () => {
    const twice = aVersion({ position: 1, changes: [change('stage', 'a', 'b'), change('stage', 'b', 'c')] });
    expect(planUndo(twice, [])).toMatchObject({ patch: { stage: 'a' }, fields: [{ from: 'a', to: 'c', holds: true }] });
  });

  it('gives a patch that, where it is undoable, brings back the state before, whatever else happened', () => {
    const value = fc.constantFrom<JsonValue>(null, 1, 2, 'x', ['x']);
    const write = fc.record({ field: fc.constantFrom('a', 'b', 'c', '__proto__'), to: value });
    const writes = fc.array(fc.array(write, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(writes, fc.nat(), (steps, pick) => {
        const now = new Map<string, JsonValue>();
        const before: ReadonlyMap<string, JsonValue>[] = [];
        const activities = steps.map((step, i) => {
          before.push(new Map(now));
          const changes = step.map(({ field, to }) => {
            const from = now.get(field) ?? null;
            now.set(field, to);
            return { field, from, to };
          });
          return aVersion({ position: i + 1, changes });
        });
        const index = pick % activities.length;
        const { patch, fields, undoable } = planUndo(activities[index]!, activities);
        for (const { field, to, holds, changedBy } of fields) {
          expect(holds).toBe(sameValue(now.get(field), to));
          expect(changedBy === undefined).toBe(holds);
        }
        if (undoable) {
          for (const { field } of fields) expect(sameValue(patch[field], before[index]!.get(field))).toBe(true);
          expect(Object.keys(patch)).toHaveLength(fields.length);
        }
      }),
    );
  });
});

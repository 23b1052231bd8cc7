import { describe, expect, it } from '@jest/globals';
import {
  appendLeaf,
  emptyFrontier,
  instantOfDate,
  parseInstant,
  parseOrgId,
  toActivity,
  toPosition,
  type Activity,
  type OrgId,
} from '@activity-log/activity';
import type { OrgHead } from './lock-org-heads.js';
import { planAppend } from './plan-append.js';
import { activityKey, type KnownActivity } from './select-known-activities.js';

const acme = parseOrgId('acme')!;
const beta = parseOrgId('beta')!;
const recordedAt = instantOfDate(new Date('2026-01-01T00:00:00Z'));

function activity(
  eventId: string,
  { org = acme, summary = 'first' }: { org?: OrgId; summary?: string } = {},
): Activity {
  return toActivity({
    org,
    source: '/crm',
    eventId,
    type: 'note_added',
    occurredAt: parseInstant('2026-01-01T00:00:00Z')!,
    subjects: [{ datatype: 'deal', ownerId: 'D-1' }],
    user: null,
    summary,
  });
}

function facts(known: ReadonlyMap<string, KnownActivity> = new Map()) {
  const heads = new Map(
    [acme, beta].map((org): [OrgId, OrgHead] => [org, { org, frontier: emptyFrontier, recordedAt }]),
  );
  return { heads, known, nextSalt: () => Buffer.alloc(16, 7) };
}

describe('planAppend', () => {
  it('numbers each org on its own, densely, in the order of the batch', () => {
    const { outcomes } = planAppend([activity('1'), activity('1', { org: beta }), activity('2')], facts());
    expect(outcomes.map((outcome) => [outcome.kind, outcome.position])).toEqual([
      ['appended', 1n],
      ['appended', 1n],
      ['appended', 2n],
    ]);
  });

  it('drops an activity that the batch holds twice before it numbers the next', () => {
    const plan = planAppend([activity('1'), activity('1'), activity('2')], facts());
    expect(plan.outcomes.map(({ kind, position }) => [kind, position])).toEqual([
      ['appended', 1n],
      ['duplicate', 1n],
      ['appended', 2n],
    ]);
    expect(plan.entries).toHaveLength(2);
  });

  it('finds other content under a known identity, in the same batch and in the log', () => {
    const first = planAppend([activity('1'), activity('1', { summary: 'second' })], facts());
    expect(first.outcomes.map(({ kind }) => kind)).toEqual(['appended', 'id_conflict']);

    const known = new Map(first.entries.map((entry) => [activityKey(entry.activity), entry]));
    const again = planAppend([activity('1'), activity('1', { summary: 'second' })], facts(known));
    expect(again.outcomes.map(({ kind }) => kind)).toEqual(['duplicate', 'id_conflict']);
    expect(again.entries).toEqual([]);
    expect(again.heads).toEqual([]);
  });

  it('takes a replay of erased content for a duplicate: there is nothing left to compare', () => {
    const known = new Map([
      [activityKey(activity('1')), { position: toPosition(1n), recordedAt, leaf: Buffer.alloc(32), salt: null }],
    ]);
    expect(planAppend([activity('1')], facts(known)).outcomes[0]).toMatchObject({ kind: 'duplicate', position: 1n });
  });

  it('grows the tree of the org by the leaf of each entry', () => {
    const plan = planAppend([activity('1'), activity('2'), activity('3')], facts());
    const expected = plan.entries.reduce((frontier, { leaf }) => appendLeaf(frontier, leaf), emptyFrontier);
    expect(plan.heads).toEqual([{ org: acme, frontier: expected, recordedAt }]);
    expect(expected.size).toBe(3n);
  });
});

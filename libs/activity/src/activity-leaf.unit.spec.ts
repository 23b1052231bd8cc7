import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { activityLeaf } from './activity-leaf.js';
import { parseActivityId, parseOrgId, toPosition, type OrgId } from './brand.js';
import { parseInstant } from './instant.js';
import { canonicalJson } from './json-value.js';
import { leafHash } from './merkle-tree.js';

const activity = {
  org: parseOrgId('acme')!,
  id: parseActivityId(`act_${'0'.repeat(32)}`)!,
  type: 'contact_created',
  occurredAt: parseInstant('2026-11-22T08:00:00Z')!,
  subjects: [{ datatype: 'contact', ownerId: 'c', name: 'Ada' }],
  wire: '{"user":null}',
} as const;
const recording = {
  position: toPosition(1n),
  recordedAt: parseInstant('2026-11-22T08:00:01Z')!,
  salt: Buffer.alloc(16, 7),
};

describe('activityLeaf', () => {
  it('is the leaf hash of the canonical header', () => {
    const header = canonicalJson({
      v: 1,
      org: 'acme',
      position: '1',
      id: activity.id,
      type: 'contact_created',
      subjects: [{ datatype: 'contact', ownerId: 'c' }],
      occurred: '2026-11-22T08:00:00Z',
      recorded: '2026-11-22T08:00:01Z',
      content: createHmac('sha256', recording.salt).update(activity.wire).digest('hex'),
    });
    expect(activityLeaf(activity, recording)).toEqual(leafHash(Buffer.from(header)));
  });

  it('differs when any part of what was recorded differs', () => {
    const leaves = [
      activityLeaf(activity, recording),
      activityLeaf({ ...activity, org: 'other' as OrgId }, recording),
      activityLeaf({ ...activity, type: 'note_added' }, recording),
      activityLeaf({ ...activity, wire: '{"user":{}}' }, recording),
      activityLeaf({ ...activity, subjects: [{ datatype: 'lead', ownerId: 'c' }] }, recording),
      activityLeaf({ ...activity, occurredAt: recording.recordedAt }, recording),
      activityLeaf(activity, { ...recording, position: toPosition(2n) }),
      activityLeaf(activity, { ...recording, recordedAt: activity.occurredAt }),
      activityLeaf(activity, { ...recording, salt: Buffer.alloc(16, 8) }),
    ];
    expect(new Set(leaves.map((leaf) => leaf.toString('hex'))).size).toBe(leaves.length);
  });
});

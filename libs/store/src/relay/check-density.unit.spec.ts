import { describe, expect, it } from '@jest/globals';
import { instantOfDate, parseActivityId, parseOrgId, toPosition, type OutgoingActivity } from '@activity-log/activity';
import { checkDensity } from './check-density.js';

const org = parseOrgId('acme')!;
const at = instantOfDate(new Date(0));

function rows(...positions: number[]): OutgoingActivity[] {
  return positions.map((position) => ({
    org,
    id: parseActivityId(`act_${'0'.repeat(32)}`)!,
    type: 'note_added',
    position: toPosition(BigInt(position)),
    occurredAt: at,
    recordedAt: at,
    wire: '{}',
    firstSubject: { datatype: 'deal', ownerId: 'D-1' },
  }));
}

const claim = { org, relayed: toPosition(3n) };
const size = toPosition(9n);

describe('checkDensity', () => {
  it('lets through what follows the relayed position without a hole', () => {
    expect(checkDensity({ claim, size, activities: rows(4, 5, 6) })).toEqual({ claim, activities: rows(4, 5, 6) });
  });

  it('stops before a hole and names it', () => {
    const { activities, gap } = checkDensity({ claim, size, activities: rows(4, 6) });
    expect(activities.map(({ position }) => position)).toEqual([4n]);
    expect(gap).toMatchObject({ code: 'log_gap', org, expected: 5n, found: 6n });
  });

  it('sees that the rows after the relayed position are gone', () => {
    expect(checkDensity({ claim, size, activities: [] }).gap).toMatchObject({ expected: 4n, found: undefined });
  });

  it('takes nothing for a gap when another relay published it all in between', () => {
    expect(checkDensity({ claim, size: claim.relayed, activities: [] })).toEqual({ claim, activities: [] });
  });
});

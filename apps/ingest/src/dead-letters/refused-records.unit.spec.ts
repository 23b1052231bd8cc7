import type { Activity } from '@activity-log/activity';
import { EventError } from '@activity-log/contracts';
import type { ConsumedRecord } from '@activity-log/kafka';
import { toPosition } from '@activity-log/activity';
import { describe, expect, it } from '@jest/globals';
import type { JudgedRecord } from '../consume/judge-records.js';
import { refusedRecords, type LogOutcome } from './refused-records.js';

const recordAt = (offset: bigint): ConsumedRecord => ({ key: null, value: null, headers: {}, timestamp: '0', offset });
// What the log made of an activity depends on its outcome alone.
const activityAt = (offset: bigint): JudgedRecord => ({
  kind: 'activity',
  record: recordAt(offset),
  activity: {} as Activity,
});
const rejectedAt = (offset: bigint): JudgedRecord => ({
  kind: 'rejected',
  record: recordAt(offset),
  error: new EventError('invalid_json'),
});

const position = toPosition(1n);

describe('the refused records of a batch', () => {
  it('are those rejected before the log and those the log turned down, in the order of the batch', () => {
    const judged = [activityAt(0n), rejectedAt(1n), activityAt(2n), activityAt(3n), rejectedAt(4n), activityAt(5n)];
    const outcomes = [
      { kind: 'appended', position },
      { kind: 'id_conflict', position },
      { kind: 'refused', sqlState: '22P05' },
      { kind: 'duplicate', position },
    ] as readonly LogOutcome[];
    const refused = refusedRecords(judged, outcomes);
    expect(refused.map(({ record, error }) => [record.offset, error.code])).toEqual([
      [1n, 'invalid_json'],
      [2n, 'id_conflict'],
      [3n, 'refused_by_database'],
      [4n, 'invalid_json'],
    ]);
    expect(refused[2]?.error.message).toContain('22P05');
  });

  it('are not guessed when the log gave too few outcomes', () => {
    expect(() => refusedRecords([activityAt(0n)], [])).toThrow(RangeError);
  });
});

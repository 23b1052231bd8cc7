import { describe, expect, it } from '@jest/globals';
import { statsRows } from './stats-rows.js';

describe('the rows of stats', () => {
  it('count activity types that share an API type together', () => {
    const groups = ['contact_created', 'record_created', 'note_added'].map((type) => ({ type, entries: 2n }));
    expect(statsRows(groups)).toEqual([
      { type: 'record.created', count: 4 },
      { type: 'note.added', count: 2 },
    ]);
  });

  it('are by day, then by count, and name what they have of the system', () => {
    const groups = [
      { day: '2026-01-02', userId: 'u1', entries: 1n },
      { day: '2026-01-01', userId: 'u1', entries: 1n },
      { day: '2026-01-01', userId: null, entries: 3n },
    ];
    expect(statsRows(groups)).toEqual([
      { day: '2026-01-01', user_id: null, count: 3 },
      { day: '2026-01-01', user_id: 'u1', count: 1 },
      { day: '2026-01-02', user_id: 'u1', count: 1 },
    ]);
  });

  it('name modules, not datatypes', () => {
    expect(statsRows([{ datatype: 'deal', entries: 1n }])).toEqual([{ module: 'deals', count: 1 }]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { timelineKeysOf } from './timeline-key.js';

describe('timelineKeysOf', () => {
  it('puts a resource into its own timeline only', () => {
    expect(timelineKeysOf([{ datatype: 'ticket', ownerId: 'T-1' }])).toEqual([{ datatype: 'ticket', ownerId: 'T-1' }]);
  });

  it('puts a customer into its own timeline, that of its datatype and that of all customers', () => {
    expect(timelineKeysOf([{ datatype: 'lead', ownerId: 'L-1' }])).toEqual([
      { datatype: 'lead', ownerId: 'L-1' },
      { datatype: 'lead', ownerId: '' },
      { datatype: '', ownerId: '' },
    ]);
  });

  it('names a timeline once when two customers share it', () => {
    const keys = timelineKeysOf([
      { datatype: 'contact', ownerId: 'a' },
      { datatype: 'contact', ownerId: 'b' },
      { datatype: 'lead', ownerId: 'a' },
    ]);
    expect(keys).toHaveLength(new Set(keys.map((key) => JSON.stringify(key))).size);
    expect(keys.filter(({ ownerId }) => ownerId === '')).toEqual([
      { datatype: 'contact', ownerId: '' },
      { datatype: '', ownerId: '' },
      { datatype: 'lead', ownerId: '' },
    ]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { correlationOf } from './correlation-of.js';

describe('the id by which a refused record can be followed', () => {
  it('is its correlation id, else the id of its event', () => {
    const id = Buffer.from('evt_1');
    expect(correlationOf({ headers: { ce_id: id, ce_correlationid: Buffer.from('order-7') } })).toBe('order-7');
    expect(correlationOf({ headers: { ce_id: id } })).toBe('evt_1');
    expect(correlationOf({ headers: {} })).toBeUndefined();
  });

  it.each([
    ['empty', Buffer.alloc(0)],
    ['long', Buffer.alloc(257, 'a')],
    ['more than one line', Buffer.from('a\nb')],
    ['no text', Buffer.from([0xff, 0xfe])],
    ['repeated', [Buffer.from('a'), Buffer.from('b')]],
  ])('is never one that is %s', (_, value) => {
    expect(correlationOf({ headers: { ce_correlationid: value } })).toBeUndefined();
  });
});

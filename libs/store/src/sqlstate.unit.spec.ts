import { describe, expect, it } from '@jest/globals';
import { sqlFaultOf } from './sqlstate.js';

describe('sqlFaultOf', () => {
  it.each([
    ['22P05', 'data'],
    ['22021', 'data'],
    ['23505', 'data'],
    ['54000', 'data'],
    ['40P01', 'conflict'],
    ['40001', 'conflict'],
    ['08006', 'infrastructure'],
    ['53100', 'infrastructure'],
    ['57P01', 'infrastructure'],
    ['42501', 'infrastructure'],
    ['ECONNRESET', 'infrastructure'],
  ])('sorts %s as %s', (code, kind) => {
    expect(sqlFaultOf({ code })).toEqual({ kind, sqlState: code });
  });

  it("looks through TypeORM's wrapping", () => {
    expect(sqlFaultOf({ driverError: { code: '22021' }, code: 'ignored' })).toEqual({
      kind: 'data',
      sqlState: '22021',
    });
  });

  it('takes an error without a code for infrastructure, so that no event is given up for it', () => {
    expect(sqlFaultOf(new Error('connection terminated'))).toEqual({ kind: 'infrastructure', sqlState: 'unknown' });
  });
});

import { describe, expect, it } from '@jest/globals';
import { TypeORMError } from 'typeorm';
import { ErasureTooEarly } from './erasure/erasure-errors.js';
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
    ['25006', 'infrastructure'],
    ['28P01', 'infrastructure'],
    ['3D000', 'infrastructure'],
    ['53100', 'infrastructure'],
    ['55P03', 'infrastructure'],
    ['57P01', 'infrastructure'],
    ['58030', 'infrastructure'],
    ['XX000', 'infrastructure'],
    ['ECONNRESET', 'infrastructure'],
    ['EPIPE', 'infrastructure'],
    ['25001', 'defect'],
    ['42501', 'defect'],
    ['42601', 'defect'],
    ['42P01', 'defect'],
    ['0A000', 'defect'],
    ['P0001', 'defect'],
  ])('sorts %s as %s', (code, kind) => {
    expect(sqlFaultOf(Object.assign(new Error(), { code }))).toEqual({ kind, sqlState: code });
  });

  it("looks through TypeORM's wrapping", () => {
    expect(sqlFaultOf({ driverError: { code: '22021' }, code: 'ignored' })).toEqual({
      kind: 'data',
      sqlState: '22021',
    });
  });

  it.each<[string, unknown]>([
    ['of the driver', new Error('Connection terminated unexpectedly')],
    ['of TypeORM', new TypeORMError('Driver not Connected')],
    ['of several addresses', new AggregateError([new Error('refused')])],
  ])('takes an error %s without a code for infrastructure', (_whose, error) => {
    expect(sqlFaultOf(error)).toEqual({ kind: 'infrastructure', sqlState: 'unknown' });
  });

  it.each<[string, unknown]>([
    ['of the language', new RangeError('Invalid time value')],
    ['of the language inside the driver', { driverError: new TypeError('cannot serialize a BigInt') }],
    ['of our own', new ErasureTooEarly('unpublished')],
    ['that is no error', 'thrown'],
  ])('takes an error %s for a defect', (_whose, error) => {
    expect(sqlFaultOf(error).kind).toBe('defect');
  });
});

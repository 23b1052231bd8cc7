import { describe, expect, it } from '@jest/globals';
import { datatypeOf, isCustomerDatatype, moduleOf } from './datatype.js';

describe('moduleOf', () => {
  it.each(['contact', 'lead', 'deal', 'ticket', 'task', 'merchant', 'campaign', 'order', 'reservation', 'form'])(
    'gives the plural for %s, and datatypeOf the way back',
    (datatype) => {
      expect(moduleOf(datatype)).toBe(`${datatype}s`);
      expect(datatypeOf(`${datatype}s`)).toBe(datatype);
    },
  );

  it.each(['site', 'constructor', '__proto__'])('takes %s, which it does not know, as its own module', (datatype) => {
    expect(moduleOf(datatype)).toBe(datatype);
    expect(datatypeOf(datatype)).toBe(datatype);
  });
});

describe('isCustomerDatatype', () => {
  it('holds for contact, lead and merchant alone', () => {
    expect(['contact', 'lead', 'merchant'].every(isCustomerDatatype)).toBe(true);
    expect(['deal', 'ticket', 'contacts', ''].some(isCustomerDatatype)).toBe(false);
  });
});

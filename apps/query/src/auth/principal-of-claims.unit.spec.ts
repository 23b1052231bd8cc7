import { describe, expect, it } from '@jest/globals';
import { principalOfClaims } from './principal-of-claims.js';

const staff = {
  sub: 'usr_123',
  org: 'acme',
  kind: 'user',
  permissions: ['activity:read', 'activity:write'],
  aud: 'activity-log',
  exp: 2_000_000_000,
};
const customer = { ...staff, kind: 'customer', customer: 'contact/contact-abc' };

describe('the principal of claims', () => {
  it('is a user, a service or a customer', () => {
    expect(principalOfClaims({ ...staff, name: 'Sarah Chen', email: 'sarah@example.com' })).toEqual({
      kind: 'user',
      org: 'acme',
      id: 'usr_123',
      name: 'Sarah Chen',
      email: 'sarah@example.com',
      permissions: new Set(['activity:read', 'activity:write']),
    });
    expect(principalOfClaims({ ...staff, kind: 'service' })).toMatchObject({ kind: 'service' });
    expect(principalOfClaims(customer)).toMatchObject({
      kind: 'customer',
      customer: { datatype: 'contact', ownerId: 'contact-abc' },
    });
  });

  it('never gives a customer more than activity:read', () => {
    expect(principalOfClaims(customer)?.permissions).toEqual(new Set(['activity:read']));
    expect(principalOfClaims({ ...customer, permissions: [] })?.permissions).toEqual(new Set());
  });

  it('ignores permissions that this version does not know', () => {
    expect(principalOfClaims({ ...staff, permissions: ['activity:read', 'moon:walk'] })?.permissions).toEqual(
      new Set(['activity:read']),
    );
  });

  it('never gives a program the comments of staff', () => {
    const permissions = ['activity:read', 'comment:write'];
    expect(principalOfClaims({ ...staff, kind: 'service', permissions })?.permissions).toEqual(
      new Set(['activity:read']),
    );
    expect(principalOfClaims({ ...staff, permissions })?.permissions).toEqual(new Set(permissions));
  });

  it('keeps a slash in the id of a customer record', () => {
    expect(principalOfClaims({ ...customer, customer: 'lead/a/b' })).toMatchObject({
      customer: { datatype: 'lead', ownerId: 'a/b' },
    });
  });

  it.each([
    ['no object', null],
    ['a list', [staff]],
    ['no subject', { ...staff, sub: undefined }],
    ['an empty subject', { ...staff, sub: '' }],
    ['a subject that is no text', { ...staff, sub: 7 }],
    ['a subject of 300 characters', { ...staff, sub: 'x'.repeat(300) }],
    ['a NUL in the subject', { ...staff, sub: 'a\0b' }],
    ['half a surrogate pair in the name', { ...staff, name: '\ud800' }],
    ['no org', { ...staff, org: undefined }],
    ['an org that cannot be one', { ...staff, org: 'a/b' }],
    ['no kind', { ...staff, kind: undefined }],
    ['an unknown kind', { ...staff, kind: 'admin' }],
    ['no permissions', { ...staff, permissions: undefined }],
    ['permissions as one text', { ...staff, permissions: 'activity:read' }],
    ['a permission that is no text', { ...staff, permissions: [1] }],
    ['several audiences', { ...staff, aud: ['activity-log', 'other'] }],
    ['a list of one audience', { ...staff, aud: ['activity-log'] }],
    ['no expiry', { ...staff, exp: undefined }],
    ['a name that is no text', { ...staff, name: {} }],
    ['a user who is also a customer', { ...staff, customer: 'contact/contact-abc' }],
    ['a customer without a record', { ...customer, customer: undefined }],
    ['a customer whose record has no id', { ...customer, customer: 'contact/' }],
    ['a customer whose record has no datatype', { ...customer, customer: 'contact-abc' }],
    ['a customer who is a ticket', { ...customer, customer: 'ticket/T-1' }],
  ])('is nobody with %s', (_, claims) => {
    expect(principalOfClaims(claims)).toBeUndefined();
  });
});

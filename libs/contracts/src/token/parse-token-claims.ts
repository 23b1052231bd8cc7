import {
  customerDatatypes,
  isCustomerDatatype,
  parseOrgId,
  type CustomerDatatype,
  type OrgId,
} from '@activity-log/activity';
import { isBoundedText, type TextRule } from '../is-bounded-text.js';
import { eventLimits } from '../limits.js';
import { isPermission, permissionsByKind, type Permission } from './permission.js';

/** The record that a customer is. */
export interface CustomerRecord {
  readonly datatype: CustomerDatatype;
  readonly ownerId: string;
}

/** Whom a token is for, and what it lets them do. */
export type TokenClaims = {
  readonly org: OrgId;
  readonly sub: string;
  readonly name?: string;
  readonly email?: string;
  /** Those that this version knows and the kind may have. */
  readonly permissions: ReadonlySet<Permission>;
} & (
  | { readonly kind: 'user' | 'service' }
  | {
      readonly kind: 'customer';
      readonly customer: CustomerRecord;
    }
);

/** A claim that makes a token nobody's, and the rule that it breaks. */
export interface ClaimBreach {
  readonly claim: 'org' | 'sub' | 'kind' | 'name' | 'email' | 'permissions' | 'customer' | 'aud' | 'exp';
  /** Never holds a value of the token. */
  readonly rule: string;
}

/** What the claims of a token are worth. */
export type ParsedTokenClaims =
  | { readonly kind: 'claims'; readonly claims: TokenClaims }
  | { readonly kind: 'refused'; readonly breach: ClaimBreach };

// What a principal is becomes part of stored activities, so the rules are theirs.
const idRule: TextRule = { kind: 'id', maxLength: eventLimits.maxUserIdLength };
const nameRule: TextRule = { kind: 'name', maxLength: eventLimits.maxNameLength };
const emailRule: TextRule = { kind: 'name', maxLength: eventLimits.maxEmailLength };
const ownerIdRule: TextRule = { kind: 'id', maxLength: eventLimits.maxOwnerIdLength };

const rules: Readonly<Record<ClaimBreach['claim'], string>> = {
  org: 'the id of an org: letters, digits and . _ : -, the first a letter or a digit, 128 at the most',
  sub: `1 to ${idRule.maxLength} characters, none of them a control character`,
  kind: 'user, customer or service',
  name: `a text of at most ${nameRule.maxLength} characters`,
  email: `a text of at most ${emailRule.maxLength} characters`,
  permissions: 'a list of texts',
  customer: `for the kind customer, and no other: one of ${customerDatatypes.join(', ')}, a slash and an id, such as contact/contact-abc`,
  aud: 'one text: a token made for several services could be replayed by one of them here',
  exp: 'a number of seconds since the epoch',
};

/**
 * Parses the claims of a verified token
 * `{sub, org, kind: user|customer|service, permissions: string[], name?, email?, customer?: "contact/<id>", exp, aud}`.
 *
 * They are refused when one is missing, of another type or too long, without an expiry, for several audiences.
 * Permissions that this version does not know, or that the kind may not have, are ignored.
 */
export function parseTokenClaims(claims: unknown): ParsedTokenClaims {
  if (!isRecord(claims)) return refused('sub');
  const { sub, org: orgClaim, kind, name, email, customer, aud, exp } = claims;
  const org = typeof orgClaim === 'string' ? parseOrgId(orgClaim) : undefined;
  if (!org) return refused('org');
  if (!isBoundedText(sub, idRule)) return refused('sub');
  const granted = permissionsOf(claims['permissions']);
  if (!granted) return refused('permissions');
  if (typeof aud !== 'string') return refused('aud');
  if (typeof exp !== 'number') return refused('exp');
  if (name !== undefined && !isBoundedText(name, nameRule)) return refused('name');
  if (email !== undefined && !isBoundedText(email, emailRule)) return refused('email');

  const bearer = {
    org,
    sub,
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
  };
  switch (kind) {
    case 'user':
    case 'service': {
      // A customer claim beside another kind is a token whose issuer contradicts itself.
      if (customer !== undefined) return refused('customer');
      return { kind: 'claims', claims: { kind, ...bearer, permissions: among(granted, permissionsByKind[kind]) } };
    }
    case 'customer': {
      const record = customerRecordOf(customer);
      if (!record) return refused('customer');
      return {
        kind: 'claims',
        claims: { kind, ...bearer, permissions: among(granted, permissionsByKind[kind]), customer: record },
      };
    }
    default:
      return refused('kind');
  }
}

function among(granted: ReadonlySet<Permission>, allowed: readonly Permission[]): ReadonlySet<Permission> {
  return new Set(allowed.filter((permission) => granted.has(permission)));
}

function refused(claim: ClaimBreach['claim']): ParsedTokenClaims {
  return { kind: 'refused', breach: { claim, rule: rules[claim] } };
}

function permissionsOf(claim: unknown): ReadonlySet<Permission> | undefined {
  if (!Array.isArray(claim)) return undefined;
  const names: readonly unknown[] = claim;
  if (!names.every((name) => typeof name === 'string')) return undefined;
  return new Set(names.filter(isPermission));
}

function customerRecordOf(claim: unknown): CustomerRecord | undefined {
  if (typeof claim !== 'string') return undefined;
  const slash = claim.indexOf('/');
  const datatype = claim.slice(0, Math.max(slash, 0));
  const ownerId = claim.slice(slash + 1);
  return isCustomerDatatype(datatype) && isBoundedText(ownerId, ownerIdRule) ? { datatype, ownerId } : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

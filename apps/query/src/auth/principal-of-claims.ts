import { isCustomerDatatype, parseOrgId } from '@activity-log/activity';
import { eventLimits, isBoundedText, type TextRule } from '@activity-log/contracts';
import { isPermission, type Permission } from './permission.js';
import type { CustomerRecord, Principal } from './principal.js';

// What a principal is becomes part of stored activities, so the rules are theirs.
const idRule: TextRule = { kind: 'id', maxLength: eventLimits.maxUserIdLength };
const nameRule: TextRule = { kind: 'name', maxLength: eventLimits.maxNameLength };
const emailRule: TextRule = { kind: 'name', maxLength: eventLimits.maxEmailLength };
const ownerIdRule: TextRule = { kind: 'id', maxLength: eventLimits.maxOwnerIdLength };

/**
 * The principal of a verified token's claims
 * `{sub, org, kind: user|customer|service, permissions: string[], name?, email?, customer?: "contact/<id>", exp, aud}`.
 *
 * Undefined when they cannot be one: a claim missing, of another type or too long, no expiry, several audiences.
 * Permissions this version does not know are ignored; a customer never has more than `activity:read`.
 */
export function principalOfClaims(claims: unknown): Principal | undefined {
  if (!isRecord(claims)) return undefined;
  const { sub, org: orgClaim, kind, name, email, customer, aud, exp } = claims;
  const org = typeof orgClaim === 'string' ? parseOrgId(orgClaim) : undefined;
  const granted = permissionsOf(claims['permissions']);
  // A token made for several services could be replayed by one of them here.
  if (!org || !isBoundedText(sub, idRule) || !granted || typeof aud !== 'string' || typeof exp !== 'number')
    return undefined;
  if (name !== undefined && !isBoundedText(name, nameRule)) return undefined;
  if (email !== undefined && !isBoundedText(email, emailRule)) return undefined;

  const caller = {
    org,
    id: sub,
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
  };
  switch (kind) {
    case 'user':
    case 'service':
      // A customer claim beside another kind is a token whose issuer contradicts itself.
      return customer === undefined ? { kind, ...caller, permissions: granted } : undefined;
    case 'customer': {
      const record = customerRecordOf(customer);
      const readOnly = new Set([...granted].filter((permission) => permission === 'activity:read'));
      return record && { kind, ...caller, permissions: readOnly, customer: record };
    }
    default:
      return undefined;
  }
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

import { assertNever, customerDatatypes, isCustomerDatatype } from '@activity-log/activity';
import { ProblemError } from '@activity-log/platform';
import type { Audience, TimelineOwner } from '@activity-log/store';
import type { Principal } from '../auth/principal.js';

/** The two pivots of document A: customers, and everything else. */
export type TimelinePivot = 'by-customer' | 'by-resource';

/**
 * What of a timeline the principal may see. Throws a ProblemError: `invalid_request` for a datatype of the other pivot,
 * `record_not_found` for a customer who asks for anything but the own record, whether or not it exists.
 */
export function timelineAudience(pivot: TimelinePivot, owner: TimelineOwner, principal: Principal): Audience {
  refuseOtherPivot(pivot, owner);
  switch (principal.kind) {
    case 'user':
    case 'service':
      return 'staff';
    case 'customer': {
      const { datatype, ownerId } = principal.customer;
      if (owner.datatype === datatype && owner.ownerId === ownerId) return 'customer';
      throw new ProblemError('record_not_found');
    }
    default:
      return assertNever(principal);
  }
}

function refuseOtherPivot(pivot: TimelinePivot, { datatype }: TimelineOwner): void {
  if (datatype === undefined) return;
  const isCustomer = isCustomerDatatype(datatype);
  if (isCustomer === (pivot === 'by-customer')) return;
  const customers = customerDatatypes.join(', ');
  const rule = isCustomer
    ? `must not be one of ${customers}; see by-customer`
    : `must be one of ${customers}; see by-resource for others`;
  throw new ProblemError('invalid_request', `the datatype does not belong to ${pivot}`, {
    errors: [{ path: 'datatype', rule }],
  });
}

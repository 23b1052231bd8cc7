import { assertNever } from '@activity-log/activity';
import { ProblemError } from '@activity-log/platform';
import type { Audience, FeedScope } from '@activity-log/store';
import type { Principal } from '../auth/principal.js';

/**
 * What of a feed the principal may see. Throws a ProblemError for a customer: `forbidden` for a feed of more than one record,
 * `record_not_found` for another record than the own, whether or not it exists.
 */
export function feedAudience(scope: FeedScope, principal: Principal): Audience {
  switch (principal.kind) {
    case 'user':
    case 'service':
      return 'staff';
    case 'customer': {
      if (scope.kind !== 'record')
        throw new ProblemError('forbidden', 'customers read the activity of their own record');
      const { datatype, ownerId } = principal.customer;
      if (scope.datatype === datatype && scope.ownerId === ownerId) return 'customer';
      throw new ProblemError('record_not_found');
    }
    default:
      return assertNever(principal);
  }
}

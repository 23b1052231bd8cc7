import { assertNever, type Viewer } from '@activity-log/activity';
import type { Principal } from './principal.js';

/** As whom a principal sees an activity. The subject of a token is the id under which its bearer acts. */
export function viewerOf(principal: Principal): Viewer {
  switch (principal.kind) {
    case 'user':
      return 'staff';
    case 'service':
      return 'program';
    case 'customer':
      return { ...principal.customer, userId: principal.id };
    default:
      return assertNever(principal);
  }
}

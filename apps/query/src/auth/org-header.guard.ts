import { ProblemError } from '@activity-log/platform';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { orgHeaderOf, refuseOtherOrg } from './org-header.js';

/** Document A's routes name the org in the header `orgid`; it must be the token's. */
@Injectable()
export class OrgHeaderGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const orgid = orgHeaderOf(context);
    if (orgid === undefined || orgid === '') {
      throw new ProblemError('invalid_request', 'the header orgid is required', {
        errors: [{ path: 'orgid', rule: 'is required' }],
      });
    }
    refuseOtherOrg(context);
    return true;
  }
}

import { ProblemError } from '@activity-log/platform';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { principalOf } from './current-principal.js';

/** Document A's routes name the org in the header `orgid`; it must be the token's. The token decides, never the header. */
@Injectable()
export class OrgHeaderGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { org } = principalOf(context);
    const { orgid } = context.switchToHttp().getRequest<{ headers: { orgid?: string } }>().headers;
    if (orgid === undefined || orgid === '') {
      throw new ProblemError('invalid_request', 'the header orgid is required', {
        errors: [{ path: 'orgid', rule: 'is required' }],
      });
    }
    if (orgid !== org) throw new ProblemError('forbidden', 'the token is for another org than the header orgid says');
    return true;
  }
}

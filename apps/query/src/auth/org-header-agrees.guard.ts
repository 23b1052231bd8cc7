import { ProblemError } from '@activity-log/platform';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { principalOf } from './current-principal.js';

/** Routes under `/v1` know the org from the token; a header `orgid` all the same must be the token's. */
@Injectable()
export class OrgHeaderAgreesGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { org } = principalOf(context);
    const { orgid } = context.switchToHttp().getRequest<{ headers: { orgid?: string } }>().headers;
    if (orgid !== undefined && orgid !== org) {
      throw new ProblemError('forbidden', 'the token is for another org than the header orgid says');
    }
    return true;
  }
}

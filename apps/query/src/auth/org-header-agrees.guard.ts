import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { refuseOtherOrg } from './org-header.js';

/** Routes under `/v1` know the org from the token; a header `orgid` all the same must be the token's. */
@Injectable()
export class OrgHeaderAgreesGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    refuseOtherOrg(context);
    return true;
  }
}

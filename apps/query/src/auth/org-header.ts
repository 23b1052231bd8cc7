import { ProblemError } from '@activity-log/platform';
import type { ExecutionContext } from '@nestjs/common';
import { principalOf } from './current-principal.js';

/** The header `orgid` of a request. */
export function orgHeaderOf(context: ExecutionContext): string | undefined {
  return context.switchToHttp().getRequest<{ headers: { orgid?: string } }>().headers.orgid;
}

/** Throws a ProblemError `forbidden` for a header `orgid` that is not the org of the token: the token decides, never the header. */
export function refuseOtherOrg(context: ExecutionContext): void {
  const orgid = orgHeaderOf(context);
  if (orgid === undefined || orgid === principalOf(context).org) return;
  throw new ProblemError('forbidden', 'the token is for another org than the header orgid says');
}

import { ProblemError } from '@activity-log/platform';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { principalOf } from '../auth/current-principal.js';

/** Comments are between members of staff: neither customers nor programs pass. */
@Injectable()
export class UsersOnlyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (principalOf(context).kind !== 'user') throw new ProblemError('forbidden', 'comments are for members of staff');
    return true;
  }
}

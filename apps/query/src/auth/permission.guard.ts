import { ProblemError } from '@activity-log/platform';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { principalOf } from './current-principal.js';
import { RequirePermission } from './require-permission.js';

/** Lets a principal pass that has the permission its route names. */
@Injectable()
export class PermissionGuard implements CanActivate {
  readonly #reflector: Reflector;

  constructor(@Inject(Reflector) reflector: Reflector) {
    this.#reflector = reflector;
  }

  canActivate(context: ExecutionContext): boolean {
    const needed = this.#reflector.getAllAndOverride(RequirePermission, [context.getHandler(), context.getClass()]);
    if (!principalOf(context).permissions.has(needed)) {
      throw new ProblemError('forbidden', `the permission ${needed} is needed`);
    }
    return true;
  }
}

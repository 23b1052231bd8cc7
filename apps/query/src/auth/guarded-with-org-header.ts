import { applyDecorators, UseGuards, type CanActivate, type Type } from '@nestjs/common';
import { BearerGuard } from './bearer.guard.js';
import { OrgHeaderGuard } from './org-header.guard.js';
import { RateLimitGuard } from '../rate-limit/rate-limit.guard.js';
import { PermissionGuard } from './permission.guard.js';

/** Decorator for a controller of document A's routes: token, then its requests a minute, then the header `orgid`, then who it is, as further guards say, then the permission its routes name. */
export function GuardedWithOrgHeader(...further: readonly Type<CanActivate>[]): ClassDecorator {
  return applyDecorators(UseGuards(BearerGuard, RateLimitGuard, OrgHeaderGuard, ...further, PermissionGuard));
}

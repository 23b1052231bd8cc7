import { applyDecorators, UseGuards } from '@nestjs/common';
import { BearerGuard } from './bearer.guard.js';
import { OrgHeaderGuard } from './org-header.guard.js';
import { RateLimitGuard } from '../rate-limit/rate-limit.guard.js';
import { PermissionGuard } from './permission.guard.js';

/** Decorator for a controller of document A's routes: token, then its requests a minute, then the header `orgid`, then the permission its routes name. */
export function GuardedWithOrgHeader(): ClassDecorator {
  return applyDecorators(UseGuards(BearerGuard, RateLimitGuard, OrgHeaderGuard, PermissionGuard));
}

import { applyDecorators, UseGuards } from '@nestjs/common';
import { BearerGuard } from './bearer.guard.js';
import { OrgHeaderAgreesGuard } from './org-header-agrees.guard.js';
import { RateLimitGuard } from '../rate-limit/rate-limit.guard.js';
import { PermissionGuard } from './permission.guard.js';

/** Decorator for a controller of routes under `/v1`: token, then its requests a minute, then the header `orgid` if there is one, then the permission its routes name. */
export function Guarded(): ClassDecorator {
  return applyDecorators(UseGuards(BearerGuard, RateLimitGuard, OrgHeaderAgreesGuard, PermissionGuard));
}

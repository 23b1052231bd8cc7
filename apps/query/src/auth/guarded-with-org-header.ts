import { applyDecorators, UseGuards } from '@nestjs/common';
import { BearerGuard } from './bearer.guard.js';
import { OrgHeaderGuard } from './org-header.guard.js';
import { PermissionGuard } from './permission.guard.js';

/** Decorator for a controller of document A's routes: token, then the header `orgid`, then the permission its routes name. */
export function GuardedWithOrgHeader(): ClassDecorator {
  return applyDecorators(UseGuards(BearerGuard, OrgHeaderGuard, PermissionGuard));
}

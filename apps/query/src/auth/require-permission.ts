import { Reflector } from '@nestjs/core';
import type { Permission } from '@activity-log/contracts';

/** Decorator: the permission that a route needs. Every route behind the permission guard names one. */
export const RequirePermission = Reflector.createDecorator<Permission>();

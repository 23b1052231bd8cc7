import { Reflector } from '@nestjs/core';
import type { Permission } from './permission.js';

/** Decorator: the permission that a route needs. Every route behind the permission guard names one. */
export const RequirePermission = Reflector.createDecorator<Permission>();

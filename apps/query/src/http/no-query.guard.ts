import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { unknownParts } from './unknown-parts.js';

/** For routes without query parameters: any is refused and named. */
@Injectable()
export class NoQueryGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { query } = context.switchToHttp().getRequest<{ readonly query: object }>();
    const names = Object.keys(query);
    if (names.length === 0) return true;
    throw unknownParts('query', names);
  }
}

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Principal } from './principal.js';

/** Where the guard leaves the principal on the request. */
export const principalProperty = 'principal';

/** A request that has passed the guard. */
interface AuthenticatedRequest {
  readonly [principalProperty]?: Principal;
}

/** Who makes the request. Throws behind a route without the guard: such a route must not exist. */
export function principalOf(context: ExecutionContext): Principal {
  const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!principal) throw new Error('the route has no bearer guard');
  return principal;
}

/** Parameter decorator: the {@link Principal} of the request. */
export const CurrentPrincipal = createParamDecorator((_data: undefined, context: ExecutionContext) =>
  principalOf(context),
);

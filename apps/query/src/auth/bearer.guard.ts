import { ProblemError } from '@activity-log/platform';
import { Injectable, type ExecutionContext } from '@nestjs/common';
import { AuthGuard, type AuthGuardAuthenticateOptions } from '@nestjs/passport';
import { outageOf } from './jwt.strategy.js';
import { principalProperty } from './current-principal.js';

/** Lets a request pass with a token that holds; everything else is 401, with the challenge of RFC 6750 §3. */
@Injectable()
export class BearerGuard extends AuthGuard('jwt') {
  override getAuthenticateOptions(): AuthGuardAuthenticateOptions {
    return { session: false, property: principalProperty };
  }

  override handleRequest<Principal>(
    error: unknown,
    principal: Principal | false,
    info: unknown,
    context: ExecutionContext,
  ): Principal {
    const outage = outageOf(info) ?? error;
    if (outage) throw outage as Error;
    if (principal) return principal;
    const presented =
      context.switchToHttp().getRequest<{ headers: { authorization?: string } }>().headers.authorization !== undefined;
    const challenge = presented ? 'Bearer realm="activity-log", error="invalid_token"' : 'Bearer realm="activity-log"';
    throw new ProblemError('unauthorized', presented ? 'the token is not accepted' : 'a bearer token is required', {
      headers: { 'www-authenticate': challenge },
    });
  }
}

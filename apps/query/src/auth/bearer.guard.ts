import { ProblemError } from '@activity-log/platform';
import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { AuthGuard, type AuthGuardAuthenticateOptions } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { ApiKeys } from './api-keys.js';
import { bearerToken } from './bearer-token.js';
import { outageOf } from './jwt.strategy.js';
import { principalProperty } from './current-principal.js';
import type { Principal } from './principal.js';

/** Lets a request pass with a JWT or an API key that holds; everything else is 401, with the challenge of RFC 6750 §3. */
@Injectable()
export class BearerGuard extends AuthGuard('jwt') {
  readonly #keys: ApiKeys;

  constructor(@Inject(ApiKeys) keys: ApiKeys) {
    super();
    this.#keys = keys;
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { [principalProperty]?: Principal }>();
    const presented = bearerToken(request.raw.rawHeaders);
    if (presented?.kind !== 'api_key') return (await super.canActivate(context)) as boolean;
    const principal = await this.#keys.principalOf(presented.token);
    if (!principal) throw refusal(request);
    request[principalProperty] = principal;
    return true;
  }

  override getAuthenticateOptions(): AuthGuardAuthenticateOptions {
    return { session: false, property: principalProperty };
  }

  override handleRequest<P>(error: unknown, principal: P | false, info: unknown, context: ExecutionContext): P {
    const outage = outageOf(info) ?? error;
    if (outage) throw outage as Error;
    if (principal) return principal;
    throw refusal(context.switchToHttp().getRequest<FastifyRequest>());
  }
}

/** One answer for every token that does not hold: why it does not is nobody's business. */
function refusal({ headers }: FastifyRequest): ProblemError {
  const presented = headers.authorization !== undefined;
  const challenge = presented ? 'Bearer realm="activity-log", error="invalid_token"' : 'Bearer realm="activity-log"';
  return new ProblemError('unauthorized', presented ? 'the token is not accepted' : 'a bearer token is required', {
    headers: { 'www-authenticate': challenge },
  });
}

import { ProblemError } from '@activity-log/platform';
import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { AuthGuard, type AuthGuardAuthenticateOptions } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { FailedAttempts } from '../rate-limit/failed-attempts.js';
import { RateLimitMetrics } from '../rate-limit/rate-limit-metrics.js';
import { rateLimited } from '../rate-limit/rate-limited.js';
import { ApiKeys } from './api-keys.js';
import { bearerToken } from './bearer-token.js';
import { outageOf } from './jwt.strategy.js';
import { principalProperty } from './current-principal.js';
import type { Principal } from './principal.js';

/** Lets a request pass with a JWT or an API key that holds; everything else is 401, with the challenge of RFC 6750 §3, and 429 from an address that goes on. */
@Injectable()
export class BearerGuard extends AuthGuard('jwt') {
  readonly #keys: ApiKeys;
  readonly #attempts: FailedAttempts;
  readonly #metrics: RateLimitMetrics;

  constructor(
    @Inject(ApiKeys) keys: ApiKeys,
    @Inject(FailedAttempts) attempts: FailedAttempts,
    @Inject(RateLimitMetrics) metrics: RateLimitMetrics,
  ) {
    super();
    this.#keys = keys;
    this.#attempts = attempts;
    this.#metrics = metrics;
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { [principalProperty]?: Principal }>();
    const presented = bearerToken(request.raw.rawHeaders);
    if (presented?.kind !== 'api_key') return (await super.canActivate(context)) as boolean;
    // Looking up the keys that a stranger makes up is what would cost something.
    const mayLookUp = !this.#attempts.exhausted(request.ip) || this.#keys.wasAccepted(presented.token);
    const principal = mayLookUp ? await this.#keys.principalOf(presented.token) : undefined;
    if (!principal) throw this.#refusal(request);
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
    throw this.#refusal(context.switchToHttp().getRequest<FastifyRequest>());
  }

  /** One answer for every token that does not hold: why it does not is nobody's business. Too many of them are 429. */
  #refusal({ headers, ip }: FastifyRequest): ProblemError {
    const exhausted = this.#attempts.add(ip);
    if (exhausted) {
      this.#metrics.limited('address');
      return rateLimited('address', exhausted);
    }
    const presented = headers.authorization !== undefined;
    const challenge = presented ? 'Bearer realm="activity-log", error="invalid_token"' : 'Bearer realm="activity-log"';
    return new ProblemError('unauthorized', presented ? 'the token is not accepted' : 'a bearer token is required', {
      headers: { 'www-authenticate': challenge },
    });
  }
}

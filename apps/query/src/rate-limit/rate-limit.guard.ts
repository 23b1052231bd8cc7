import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { principalOf } from '../auth/current-principal.js';
import { PrincipalLimiter } from './principal-limiter.js';
import { quotaHeaders } from './quota-headers.js';
import { RateLimitMetrics } from './rate-limit-metrics.js';
import { rateLimited } from './rate-limited.js';

/** Lets a principal pass that is within its requests a minute, and tells it in every answer what remains. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  readonly #limiter: PrincipalLimiter;
  readonly #metrics: RateLimitMetrics;

  constructor(
    @Inject(PrincipalLimiter) limiter: PrincipalLimiter,
    @Inject(RateLimitMetrics) metrics: RateLimitMetrics,
  ) {
    this.#limiter = limiter;
    this.#metrics = metrics;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.#limiter.limit === 0) return true;
    const quota = await this.#limiter.count(principalOf(context));
    if (!quota.isWithin) {
      this.#metrics.limited('principal');
      throw rateLimited('principal', quota);
    }
    void context.switchToHttp().getResponse<FastifyReply>().headers(quotaHeaders('principal', quota));
    return true;
  }
}

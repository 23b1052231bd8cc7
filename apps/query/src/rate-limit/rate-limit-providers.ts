import { CLOCK, LOGGER, Metrics, type Clock, type Logger } from '@activity-log/platform';
import type { Provider } from '@nestjs/common';
import type { QueryConfig } from '../config.js';
import type { StoreConnections } from '../store-connections.js';
import { FailedAttempts } from './failed-attempts.js';
import { PrincipalLimiter } from './principal-limiter.js';
import { RateLimitMetrics } from './rate-limit-metrics.js';

/** What the guards limit requests with. One number serves both: what a principal may ask, a stranger may get wrong. */
export function rateLimitProviders(parts: {
  readonly config: QueryConfig;
  readonly stores: StoreConnections;
}): readonly Provider[] {
  const limit = parts.config.rateLimitPerMinute;
  return [
    {
      provide: RateLimitMetrics,
      inject: [Metrics],
      useFactory: (metrics: Metrics): RateLimitMetrics => new RateLimitMetrics(metrics),
    },
    {
      provide: PrincipalLimiter,
      inject: [RateLimitMetrics, CLOCK, LOGGER],
      useFactory: (metrics: RateLimitMetrics, clock: Clock, log: Logger): PrincipalLimiter =>
        new PrincipalLimiter({ limit, limiter: parts.stores.limiter, metrics, clock, log }),
    },
    {
      provide: FailedAttempts,
      inject: [CLOCK],
      useFactory: (clock: Clock): FailedAttempts => new FailedAttempts({ limit, clock }),
    },
  ];
}

import { Module, type DynamicModule } from '@nestjs/common';
import { systemClock } from './clock.js';
import { CLOCK } from './clock-token.js';
import { HealthController } from './health/health.controller.js';
import { Readiness } from './health/readiness.js';
import type { Logger } from './log/create-logger.js';
import { LOGGER } from './log/logger-token.js';
import { Metrics } from './metrics/metrics.js';
import { MetricsController } from './metrics/metrics.controller.js';

/** Gives every module of a service its {@link LOGGER}, {@link Metrics}, {@link Readiness} and {@link CLOCK}, and serves health and metrics. */
@Module({})
export class PlatformModule {
  static for({ log, metrics }: { readonly log: Logger; readonly metrics: Metrics }): DynamicModule {
    const providers = [
      { provide: LOGGER, useValue: log },
      { provide: Metrics, useValue: metrics },
      { provide: CLOCK, useValue: systemClock },
      Readiness,
    ];
    return {
      module: PlatformModule,
      global: true,
      controllers: [HealthController, MetricsController],
      providers,
      exports: providers,
    };
  }
}

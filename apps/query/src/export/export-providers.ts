import { CLOCK, LOGGER, Metrics, type Clock, type Logger } from '@activity-log/platform';
import { ActivityLog, LogReader } from '@activity-log/store';
import type { Provider } from '@nestjs/common';
import type { QueryConfig } from '../config.js';
import { Places } from '../rate-limit/places.js';
import { RateLimitMetrics } from '../rate-limit/rate-limit-metrics.js';
import type { StoreConnections } from '../store-connections.js';
import { ActivityExports } from './activity-exports.js';
import { ExportMetrics } from './export-metrics.js';

/** One read: some tens of milliseconds of work for a part of CSV, so that other requests get their turn. */
const bounds = { maxLookedAt: 5_000, maxEntries: 500, maxBytes: 524_288 };
/** Fifteen seconds in all: a restart of the database. */
const retries = { maxRetries: 5, retry: { baseMs: 500, maxMs: 8_000 } };

/** What the export's route needs. */
export function exportProviders(parts: {
  readonly config: QueryConfig;
  readonly stores: StoreConnections;
}): readonly Provider[] {
  const { config, stores } = parts;
  return [
    {
      provide: ActivityExports,
      inject: [CLOCK, LOGGER, Metrics, RateLimitMetrics],
      useFactory: (
        clock: Clock,
        logger: Logger,
        metrics: Metrics,
        rateLimitMetrics: RateLimitMetrics,
      ): ActivityExports =>
        new ActivityExports({
          log: new ActivityLog(stores.appender),
          reader: new LogReader(stores.exporter),
          bounds,
          places: new Places({
            of: 'exports',
            max: config.exportMaxConcurrent,
            maxPerHolder: config.exportMaxConcurrentPerOrg,
            holder: 'org',
            retryAfterSeconds: 10,
            metrics: rateLimitMetrics,
          }),
          ...retries,
          slowClientMs: config.exportSlowClientMs,
          metrics: new ExportMetrics(metrics),
          clock,
          logger,
        }),
    },
  ];
}

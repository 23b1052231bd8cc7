import { CLOCK, LOGGER, Metrics, type Clock, type Logger } from '@activity-log/platform';
import { ActivityLog, LogReader } from '@activity-log/store';
import type { Provider } from '@nestjs/common';
import type { QueryConfig } from '../config.js';
import type { StoreConnections } from '../store-connections.js';
import { ActivityExports } from './activity-exports.js';
import { ExportMetrics } from './export-metrics.js';

/** One read: some tens of milliseconds of work for a part of CSV, so that other requests get their turn. */
const bounds = { maxLookedAt: 5_000, maxEntries: 500, maxBytes: 524_288 };
const stalledClientMs = 60_000;
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
      inject: [CLOCK, LOGGER, Metrics],
      useFactory: (clock: Clock, logger: Logger, metrics: Metrics): ActivityExports =>
        new ActivityExports({
          log: new ActivityLog(stores.appender),
          reader: new LogReader(stores.exporter),
          bounds,
          maxExports: config.exportMaxConcurrent,
          ...retries,
          stalledClientMs,
          metrics: new ExportMetrics(metrics),
          clock,
          logger,
        }),
    },
  ];
}

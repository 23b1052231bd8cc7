import { CLOCK, LOGGER, Metrics, type Clock, type Logger } from '@activity-log/platform';
import { LogReader } from '@activity-log/store';
import type { Provider } from '@nestjs/common';
import type { QueryConfig } from '../config.js';
import { Places } from '../rate-limit/places.js';
import { RateLimitMetrics } from '../rate-limit/rate-limit-metrics.js';
import type { StoreConnections } from '../store-connections.js';
import { StreamMetrics } from './stream-metrics.js';
import { Streams } from './streams.js';

/** One read of the log, for live clients and for those that catch up. */
const bounds = { maxLookedAt: 2_000, maxEntries: 200, maxBytes: 1_048_576 };
/** What may wait for one client before nothing more is written to it. */
const maxBufferedBytes = 65_536;
/** A missed nudge is noticed after this. */
const pollIntervalMs = 1_000;
const retry = { baseMs: 100, maxMs: 5_000 };

/** What the stream's route needs. */
export function streamProviders(parts: {
  readonly config: QueryConfig;
  readonly stores: StoreConnections;
}): readonly Provider[] {
  const { config, stores } = parts;
  return [
    {
      provide: Streams,
      inject: [CLOCK, LOGGER, Metrics, RateLimitMetrics],
      useFactory: (clock: Clock, log: Logger, metrics: Metrics, rateLimitMetrics: RateLimitMetrics): Streams =>
        new Streams({
          reader: new LogReader(stores.reader),
          places: new Places({
            of: 'streams',
            max: config.streamMaxClients,
            maxPerHolder: config.streamMaxClientsPerPrincipal,
            holder: 'principal',
            retryAfterSeconds: 5,
            metrics: rateLimitMetrics,
          }),
          // Half of the readers' connections at the most: pages come first.
          maxReads: Math.max(1, Math.floor(config.readerPoolSize / 2)),
          bounds,
          maxBufferedBytes,
          slowClientMs: config.streamSlowClientMs,
          heartbeatMs: config.streamHeartbeatMs,
          pollIntervalMs,
          retry,
          metrics: new StreamMetrics(metrics),
          clock,
          log,
        }),
    },
  ];
}

import { retryUntilDone, type BackoffBounds, type Logger } from '@activity-log/platform';
import { createStoreDataSource } from '@activity-log/store';
import type { QueryConfig } from './config.js';

type DataSource = ReturnType<typeof createStoreDataSource>;

/** Attempts to reach the database at the start, in milliseconds. */
const connectRetry: BackoffBounds = { baseMs: 100, maxMs: 5_000 };

/** One for the projector's loop, one for what is asked about its lag. */
const projectorPoolSize = 2;

/** Few: keys are remembered, and strangers who try keys must not take connections from readers. */
const authenticatorPoolSize = 2;

/** For retention, one batch at a time. */
const eraserPoolSize = 1;

/** Each count is one short statement. */
const limiterPoolSize = 4;

/** Exports take turns; each read of one takes milliseconds. */
const exporterPoolSize = 2;

/** The service's connections: one pool a job, each with the grants of that job alone. */
export class StoreConnections {
  readonly reader: DataSource;
  /** For exports, so that they take no connections from who reads pages. */
  readonly exporter: DataSource;
  readonly appender: DataSource;
  readonly relay: DataSource;
  readonly projector: DataSource;
  readonly authenticator: DataSource;
  readonly limiter: DataSource;
  readonly eraser: DataSource;
  readonly #log: Logger;

  constructor({ config, log }: { readonly config: QueryConfig; readonly log: Logger }) {
    const { databaseUrl: url } = config;
    const connection = { url, applicationName: 'activity-log-query' };
    this.reader = createStoreDataSource({ ...connection, role: 'activity_reader', poolSize: config.readerPoolSize });
    this.exporter = createStoreDataSource({
      url,
      applicationName: 'activity-log-export',
      role: 'activity_reader',
      poolSize: exporterPoolSize,
    });
    this.appender = createStoreDataSource({
      ...connection,
      role: 'activity_appender',
      poolSize: config.appenderPoolSize,
    });
    this.relay = createStoreDataSource({ ...connection, role: 'activity_relay', poolSize: config.relayPoolSize });
    this.projector = createStoreDataSource({ ...connection, role: 'activity_projector', poolSize: projectorPoolSize });
    this.authenticator = createStoreDataSource({
      ...connection,
      role: 'activity_authenticator',
      poolSize: authenticatorPoolSize,
    });
    this.limiter = createStoreDataSource({ ...connection, role: 'activity_limiter', poolSize: limiterPoolSize });
    this.eraser = createStoreDataSource({ ...connection, role: 'activity_eraser', poolSize: eraserPoolSize });
    this.#log = log;
  }

  /** Connects all pools, trying until the database answers or the signal is aborted. */
  async connect(signal: AbortSignal): Promise<void> {
    for (const pool of this.#pools()) {
      await retryUntilDone(() => pool.initialize(), {
        bounds: connectRetry,
        signal,
        onFailure: (error, attempt) => {
          this.#log.warn({ event: 'store.waiting', attempt, err: error });
        },
      });
    }
  }

  /** Rejects while a pool that requests or relay need cannot answer. Counts are exact without the projector. */
  async check(): Promise<void> {
    await Promise.all([this.reader, this.appender, this.relay].map((pool) => pool.query('select 1')));
  }

  async close(): Promise<void> {
    for (const pool of this.#pools()) {
      if (pool.isInitialized) await pool.destroy();
    }
  }

  #pools(): readonly DataSource[] {
    return [
      this.reader,
      this.exporter,
      this.appender,
      this.relay,
      this.projector,
      this.authenticator,
      this.limiter,
      this.eraser,
    ];
  }
}

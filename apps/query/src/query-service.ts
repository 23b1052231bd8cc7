import { createRecordProducer, createTopicAdmin, type TopicAdmin } from '@activity-log/kafka';
import { createHttpService, createMetrics, listen, Readiness, systemClock, type Logger } from '@activity-log/platform';
import { AppendedListener, Outbox, Projection, Retention } from '@activity-log/store';
import helmet from '@fastify/helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { QueryConfig } from './config.js';
import { ApiKeyUses } from './auth/api-key-uses.js';
import { keepBodiesAsBytes } from './http/json-body.js';
import { securityHeaders } from './http/security-headers.js';
import { ExpiredKeySweep } from './idempotency/expired-key-sweep.js';
import { serveOpenApi } from './openapi/serve-open-api.js';
import { ProjectionMetrics } from './projection/projection-metrics.js';
import { Projector } from './projection/projector.js';
import { QueryModule } from './query.module.js';
import { Relay } from './relay/relay.js';
import { RelayCheck } from './relay/relay-check.js';
import { RelayMetrics } from './relay/relay-metrics.js';
import { RetentionJob } from './retention/retention-job.js';
import { RetentionMetrics } from './retention/retention-metrics.js';
import { Streams } from './stream/streams.js';
import { StoreConnections } from './store-connections.js';

/** The largest body of a request. An activity of this size still fits the topic. */
const bodyLimitBytes = 1_048_576;
/** What the relay reads of one org at a time, besides `RELAY_MAX_ROWS`. */
const relayMaxBytesPerOrg = 4 * 1_048_576;
/** Of relay and projector. */
const loopRetry = { baseMs: 100, maxMs: 5_000 };
/** Orgs that the projector counts in one turn, each in a transaction of its own. */
const projectionMaxOrgs = 64;
/** How far the rollups stay behind an idle log; answers are exact all the same. */
const projectionGatherMs = 100;
/** Half of the minute within which an entry leaves, so that one failed sweep does not make it late. */
const retentionJob = { intervalMs: 30_000, maxEntriesPerBatch: 2_000, maxOrgsPerPage: 1_000 };

/** The service, ready to start: HTTP and relay, over its own connections. */
export class QueryService {
  readonly #config: QueryConfig;
  readonly #log: Logger;
  readonly #stores: StoreConnections;
  readonly #app: NestFastifyApplication;
  readonly #relay: Relay;
  readonly #projector: Projector;
  readonly #retention: RetentionJob;
  readonly #listener: AppendedListener;
  readonly #starting = new AbortController();

  private constructor(parts: {
    readonly config: QueryConfig;
    readonly log: Logger;
    readonly stores: StoreConnections;
    readonly app: NestFastifyApplication;
    readonly relay: Relay;
    readonly projector: Projector;
    readonly retention: RetentionJob;
  }) {
    this.#config = parts.config;
    this.#log = parts.log;
    this.#stores = parts.stores;
    this.#app = parts.app;
    this.#relay = parts.relay;
    this.#projector = parts.projector;
    this.#retention = parts.retention;
    this.#listener = new AppendedListener({
      url: parts.config.databaseUrl,
      applicationName: 'activity-log-relay-listener',
      reconnectDelayMs: parts.config.relayPollIntervalMs,
      onNudge: () => {
        parts.relay.nudge();
        parts.projector.nudge();
        parts.app.get(Streams).nudge();
      },
    });
  }

  /** Builds the service; nothing is connected yet. */
  static async create({ config, log }: { readonly config: QueryConfig; readonly log: Logger }): Promise<QueryService> {
    const metrics = createMetrics();
    const stores = new StoreConnections({ config, log });
    const outbox = new Outbox(stores.relay);
    const relay = new Relay({
      outbox,
      producer: createRecordProducer({
        brokers: [...config.brokers],
        clientId: 'activity-log-query',
        log,
        inDoubt: 'discard',
      }),
      topic: config.activitiesTopic,
      bounds: { maxOrgs: config.relayMaxOrgs, maxRowsPerOrg: config.relayMaxRows, maxBytesPerOrg: relayMaxBytesPerOrg },
      pollIntervalMs: config.relayPollIntervalMs,
      retry: loopRetry,
      metrics: new RelayMetrics(metrics, outbox),
      clock: systemClock,
      log,
    });
    const projection = new Projection(stores.projector);
    const projector = new Projector({
      projection,
      bounds: { maxOrgs: projectionMaxOrgs, maxRowsPerOrg: config.projectionMaxRows },
      pollIntervalMs: config.projectionPollIntervalMs,
      gatherMs: projectionGatherMs,
      retry: loopRetry,
      metrics: new ProjectionMetrics(metrics, projection),
      log,
    });
    const retention = new RetentionJob({
      retention: new Retention(stores.eraser),
      ...retentionJob,
      clock: systemClock,
      metrics: new RetentionMetrics(metrics),
      log,
    });
    const app = await createHttpService({
      module: QueryModule.for({ config, stores }),
      log,
      metrics,
      bodyLimitBytes,
      trustedProxies: config.trustedProxies,
    });
    const readiness = app.get(Readiness);
    readiness.add({ name: 'database', check: () => stores.check() });
    const createClient = (): TopicAdmin =>
      createTopicAdmin({ brokers: [...config.brokers], clientId: 'activity-log-query', log });
    readiness.add(new RelayCheck({ relay, createClient, clock: systemClock }));
    keepBodiesAsBytes(app, { bodyLimitBytes });
    await app.register(helmet, securityHeaders);
    if (config.corsOrigins.length > 0) allowOrigins(app, config.corsOrigins);
    serveOpenApi(app);
    return new QueryService({ config, log, stores, app, relay, projector, retention });
  }

  /** Listens, then connects to the database and the broker for as long as it takes; resolves to the port. */
  async start(): Promise<number> {
    const { httpHost: host, httpPort: port } = this.#config;
    const actual = await listen(this.#app, { host, port, log: this.#log });
    const { signal } = this.#starting;
    await this.#stores.connect(signal);
    if (signal.aborted) return actual;
    await this.#listener.start();
    this.#app.get(Streams).start();
    this.#relay.start();
    this.#projector.start();
    this.#retention.start();
    this.#app.get(ApiKeyUses).start();
    this.#app.get(ExpiredKeySweep).start();
    return actual;
  }

  /** Ends the streams and the requests in flight, then the turns of relay and projector, then the connections. */
  async stop(): Promise<void> {
    this.#starting.abort();
    await this.#app.get(Streams).stop();
    await this.#drain();
    await this.#listener.stop();
    await this.#relay.stop();
    await this.#projector.stop();
    await this.#retention.stop();
    await this.#app.get(ApiKeyUses).stop();
    await this.#app.get(ExpiredKeySweep).stop();
    await this.#stores.close();
  }

  /** A client that does not read its answer must not hold the shutdown. */
  async #drain(): Promise<void> {
    const timer = setTimeout(() => {
      this.#app.getHttpServer().closeAllConnections();
    }, this.#config.httpDrainMs);
    await this.#app.close();
    clearTimeout(timer);
  }
}

function allowOrigins(app: NestFastifyApplication, origins: readonly string[]): void {
  app.enableCors({
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'DELETE'],
    allowedHeaders: [
      'authorization',
      'orgid',
      'content-type',
      'idempotency-key',
      'if-none-match',
      'last-event-id',
      'x-correlation-id',
      'traceparent',
    ],
    exposedHeaders: [
      'content-disposition',
      'etag',
      'x-activity-up-to',
      'idempotency-replayed',
      'link',
      'location',
      'ratelimit',
      'ratelimit-policy',
      'retry-after',
      'x-correlation-id',
    ],
    maxAge: 600,
  });
}

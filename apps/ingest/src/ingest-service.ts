import { createHttpService, listen, type Logger, type Metrics } from '@activity-log/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { IngestConfig } from './config.js';
import { DomainEventIngest } from './consume/domain-event-ingest.js';
import { KafkaBatchServer } from './consume/kafka-batch-server.js';
import { IngestConnections } from './ingest-connections.js';
import { IngestModule } from './ingest.module.js';

/** What an ingest is made of. */
export interface IngestServiceOptions {
  readonly config: IngestConfig;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Nothing more will be consumed: the process should end. */
  readonly onCrash: (error: Error) => void;
}

/** One ingest: consumes domain events, and answers for its health over HTTP. */
export class IngestService {
  readonly #options: IngestServiceOptions;
  readonly #stopping = new AbortController();
  #app: NestFastifyApplication | undefined;

  constructor(options: IngestServiceOptions) {
    this.#options = options;
  }

  /**
   * Listens at once, so that a probe can ask; then waits for the database and the broker, however long they take, and
   * joins the group. Resolves to the HTTP port.
   */
  async start(): Promise<number> {
    const { config, log, metrics, onCrash } = this.#options;
    const app = await createHttpService({ module: IngestModule.for({ config, onCrash }), log, metrics });
    this.#app = app;
    app.connectMicroservice({ strategy: app.get(KafkaBatchServer) });
    const port = await listen(app, { host: config.httpHost, port: config.httpPort, log });
    await app.get(IngestConnections).open(this.#stopping.signal);
    await app.startAllMicroservices();
    log.info({ event: 'ingest.started', topic: config.domainEventsTopic, groupId: config.groupId });
    return port;
  }

  /** Lets the batches in hand finish, commits their offsets, leaves the group and closes the connections. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#app === undefined) return;
    await this.#app.close();
    this.#app.get(DomainEventIngest).stop();
  }
}

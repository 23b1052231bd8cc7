import type { RecordProducer, TopicAdmin } from '@activity-log/kafka';
import { retryUntilDone, type Logger } from '@activity-log/platform';
import type { createStoreDataSource } from '@activity-log/store';
import type { OnApplicationShutdown } from '@nestjs/common';

/** The pool of the log's writer. */
export type StoreDataSource = ReturnType<typeof createStoreDataSource>;

/** What {@link IngestConnections} opens. */
export interface IngestConnectionsOptions {
  readonly store: StoreDataSource;
  readonly producer: RecordProducer;
  readonly admin: TopicAdmin;
  readonly log: Logger;
}

/** Waits between attempts to connect. */
const bounds = { baseMs: 250, maxMs: 10_000 };

/** The connections that a batch needs. The consumer is not among them: it starts after they are open and ends before they close. */
export class IngestConnections implements OnApplicationShutdown {
  readonly #store: StoreDataSource;
  readonly #producer: RecordProducer;
  readonly #admin: TopicAdmin;
  readonly #log: Logger;

  constructor({ store, producer, admin, log }: IngestConnectionsOptions) {
    this.#store = store;
    this.#producer = producer;
    this.#admin = admin;
    this.#log = log;
  }

  /** Resolves when the database and the broker have answered, however long they take. Throws when aborted. */
  async open(signal: AbortSignal): Promise<void> {
    await this.#connect('database', () => this.#store.initialize(), signal);
    await this.#connect('broker', () => this.#producer.start(), signal);
  }

  /** Nest calls it after the consumer has drained. */
  async onApplicationShutdown(): Promise<void> {
    await this.#producer.stop();
    await this.#admin.stop();
    if (this.#store.isInitialized) await this.#store.destroy();
  }

  async #connect(to: string, step: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
    await retryUntilDone(step, {
      bounds,
      signal,
      onFailure: (error, attempt) => {
        this.#log.warn({ event: 'ingest.connect_failed', to, attempt, err: error });
      },
    });
    this.#log.info({ event: 'ingest.connected', to });
  }
}

import { createRecordProducer, createTopicAdmin, type ActivityLogTopicNames } from '@activity-log/kafka';
import type { OutgoingRecord, RecordProducer, TopicAdmin, TopicRecord } from '@activity-log/kafka';
import { createLogger, Metrics } from '@activity-log/platform';
import { createTestDatabase, createTestTopics, silentLog, testStack, waitFor } from '@activity-log/testing';
import type { TestDatabase } from '@activity-log/testing';
import pg from 'pg';
import { readIngestConfig } from './config.js';
import { IngestService } from './ingest-service.js';

/** A row of the log. */
export interface StoredActivity {
  readonly org: string;
  readonly position: string;
  readonly type: string;
  readonly wire: string;
}

/** An ingest that runs in this process. */
export interface RunningIngest {
  /** Settles when it has joined the group. */
  readonly started: Promise<unknown>;
  readonly metrics: Metrics;
  readonly crashes: readonly Error[];
  /** The log's lines as they are written. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  ready(): Promise<{ readonly status: number; readonly failing: readonly string[] }>;
  stop(): Promise<void>;
}

/**
 * Ingests over the run's broker and a database and topics of their own, for the specs of this app. It has no tests: the name
 * keeps it out of the build.
 */
export class IngestUnderTest {
  readonly groupId: string;
  readonly #running: RunningIngest[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly topics: ActivityLogTopicNames,
    readonly admin: pg.Pool,
    readonly producer: RecordProducer,
    readonly topicAdmin: TopicAdmin,
  ) {
    this.groupId = `ingest-of-${topics.domainEvents}`;
  }

  static async create(): Promise<IngestUnderTest> {
    const client = { brokers: testStack().brokers, clientId: 'ingest-under-test', log: silentLog };
    const [database, topics] = await Promise.all([createTestDatabase(), createTestTopics()]);
    const admin = new pg.Pool({ connectionString: database.adminUrl, application_name: 'test-admin' });
    admin.on('error', () => undefined);
    const producer = createRecordProducer(client);
    await producer.start();
    return new IngestUnderTest(database, topics, admin, producer, createTopicAdmin(client));
  }

  /** Stops what still runs and removes the database. */
  async dispose(): Promise<void> {
    await Promise.all(this.#running.map((ingest) => ingest.stop()));
    await this.producer.stop();
    await this.topicAdmin.stop();
    await this.admin.end();
    await this.database.drop();
  }

  /** Starts one more ingest. Resolves when it has joined the group. `env` replaces settings. */
  async start(env: Readonly<Record<string, string>> = {}): Promise<RunningIngest> {
    const ingest = this.launch(env);
    await ingest.started;
    return ingest;
  }

  /** Starts one more ingest and does not wait for it. */
  launch(env: Readonly<Record<string, string>> = {}): RunningIngest {
    const config = readIngestConfig({
      KAFKA_BROKERS: testStack().brokers.join(','),
      DATABASE_URL: this.database.ingestUrl,
      INGEST_HTTP_PORT: '0',
      DOMAIN_EVENTS_TOPIC: this.topics.domainEvents,
      DEAD_LETTER_TOPIC: this.topics.deadLetters,
      INGEST_GROUP_ID: this.groupId,
      LOG_LEVEL: 'debug',
      ...env,
    });
    const lines: Record<string, unknown>[] = [];
    const stream = { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) };
    const log = createLogger({ service: 'ingest', level: config.logLevel, stream });
    const metrics = new Metrics();
    const crashes: Error[] = [];
    const service = new IngestService({ config, log, metrics, onCrash: (error) => crashes.push(error) });
    let stopping: Promise<void> | undefined;
    const running: RunningIngest = {
      started: service.start(),
      metrics,
      crashes,
      lines,
      ready: () => readinessOf(lines),
      stop: () => (stopping ??= service.stop()),
    };
    this.#running.push(running);
    return running;
  }

  /** Sends records to the topic of domain events. */
  async publish(records: readonly OutgoingRecord[]): Promise<void> {
    await this.producer.send(this.topics.domainEvents, records);
  }

  /** Sends records as one batch that zstd has compressed: the broker's bounds count its compressed bytes. */
  async publishCompressed(records: readonly OutgoingRecord[]): Promise<void> {
    const producer = createRecordProducer({
      brokers: testStack().brokers,
      clientId: 'test-compressed',
      log: silentLog,
      compression: 'zstd',
      maxRequestBytes: 500_000_000,
    });
    try {
      await producer.send(this.topics.domainEvents, records);
    } finally {
      await producer.stop();
    }
  }

  /** Every row of the log, by org and position. */
  async stored(): Promise<readonly StoredActivity[]> {
    const { rows } = await this.admin.query<StoredActivity>(
      'select org, position, type, wire from activity order by org, position',
    );
    return rows;
  }

  async deadLetters(): Promise<readonly TopicRecord[]> {
    return await this.topicAdmin.readTopic({ topic: this.topics.deadLetters, maxRecords: 10_000 });
  }

  /** Waits until the group has committed the end of every partition: what was published is stored or dead-lettered. */
  async drained(timeoutMs = 30_000): Promise<void> {
    const { groupId } = this;
    await waitFor(
      async () => {
        const lags = await this.topicAdmin.groupLag({ groupId, topic: this.topics.domainEvents });
        return lags.every(({ committed, end, lag }) => lag === 0n && (committed !== null || end === 0n));
      },
      { timeoutMs, describe: 'the group to commit everything' },
    );
  }
}

async function readinessOf(
  lines: readonly Readonly<Record<string, unknown>>[],
): Promise<{ readonly status: number; readonly failing: readonly string[] }> {
  const { port } = await waitFor(() => lines.find(({ event }) => event === 'http.listening'));
  const answer = await fetch(`http://127.0.0.1:${String(port)}/readyz`);
  const body = (await answer.json()) as { errors?: { path: string }[] };
  return { status: answer.status, failing: body.errors?.map(({ path }) => path) ?? [] };
}

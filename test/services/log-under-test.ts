import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseActivityRecord, type PublishedActivity } from '@activity-log/contracts';
import {
  activityLogTopics,
  createRecordProducer,
  createTopicAdmin,
  type ActivityLogTopicNames,
  type RecordProducer,
  type TopicAdmin,
  type TopicRecord,
} from '@activity-log/kafka';
import { ensureDevelopmentKeys, mintDevelopmentToken, type DevelopmentTokenOptions } from '@activity-log/platform';
import { HistoryChecker, type Sighting } from '@activity-log/testing';
import { Pool } from 'pg';
import { ServiceProcess } from './service-process.js';
import { silentLog } from './silent-log.js';

/** The broker and the database to run on. */
export interface Surroundings {
  readonly brokers: readonly string[];
  readonly adminUrl: string;
  readonly ingestUrl: string;
  readonly queryUrl: string;
}

/** Whose token a request carries. */
export type TokenOptions = Partial<Omit<DevelopmentTokenOptions, 'dataDir'>>;

const maxRecordsRead = 200_000;

/** Both services as processes of their own, on topics, keys and a consumer group of their own. */
export class LogUnderTest {
  readonly topics: ActivityLogTopicNames;
  readonly producer: RecordProducer;
  /** The database as its owner. */
  readonly admin: Pool;
  readonly #surroundings: Surroundings;
  readonly #dataDir: string;
  readonly #topicAdmin: TopicAdmin;
  readonly #groupId: string;
  readonly #cursorSecret = randomUUID();
  readonly #services: ServiceProcess[] = [];

  private constructor(surroundings: Surroundings, dataDir: string) {
    const suffix = randomUUID().slice(0, 8);
    this.topics = {
      domainEvents: `domain-events-${suffix}`,
      deadLetters: `dead-letters-${suffix}`,
      activities: `activities-${suffix}`,
    };
    this.#groupId = `ingest-${suffix}`;
    this.#surroundings = surroundings;
    this.#dataDir = dataDir;
    const kafka = { brokers: surroundings.brokers, clientId: 'test', log: silentLog };
    this.producer = createRecordProducer(kafka);
    this.#topicAdmin = createTopicAdmin(kafka);
    this.admin = new Pool({ connectionString: surroundings.adminUrl, max: 4 });
    // A server that stops says so on idle connections; the test has no use for that.
    this.admin.on('error', () => undefined);
  }

  static async create(surroundings: Surroundings): Promise<LogUnderTest> {
    const dataDir = await mkdtemp(join(tmpdir(), 'activity-log-services-'));
    const log = new LogUnderTest(surroundings, dataDir);
    await ensureDevelopmentKeys(dataDir);
    await log.#topicAdmin.ensureTopics(activityLogTopics({ replicationFactor: 1, names: log.topics }));
    await log.producer.start();
    return log;
  }

  startIngest(env: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
    return this.#start('ingest', {
      DATABASE_URL: this.#surroundings.ingestUrl,
      DOMAIN_EVENTS_TOPIC: this.topics.domainEvents,
      DEAD_LETTER_TOPIC: this.topics.deadLetters,
      INGEST_GROUP_ID: this.#groupId,
      ...env,
    });
  }

  startQuery(env: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
    return this.#start('query', {
      DATABASE_URL: this.#surroundings.queryUrl,
      ACTIVITIES_TOPIC: this.topics.activities,
      CURSOR_SECRET: this.#cursorSecret,
      JWKS_FILE: join(this.#dataDir, 'keys', 'jwks.json'),
      RATE_LIMIT_PER_MINUTE: '0',
      ...env,
    });
  }

  /** The headers of a request of staff of the org, or of whoever `token` says. */
  async headers(org: string, token: TokenOptions = {}): Promise<Record<string, string>> {
    return { orgid: org, authorization: `Bearer ${await this.token(org, token)}` };
  }

  /** A token of staff of the org, or of whoever `token` says. */
  token(org: string, token: TokenOptions = {}): Promise<string> {
    return mintDevelopmentToken({ dataDir: this.#dataDir, org, kind: 'user', userId: 'usr_1', ...token });
  }

  /** Every row of the log, as the owner of the database sees it. */
  async stored(): Promise<readonly Sighting[]> {
    const { rows } = await this.admin.query<{ org: string; id: string; position: string }>(
      `select org, 'act_' || replace(id::text, '-', '') as id, position from activity order by org, position`,
    );
    return rows.map((row) => ({ ...row, position: BigInt(row.position) }));
  }

  async storedCount(): Promise<number> {
    const { rows } = await this.admin.query<{ count: number }>('select count(*)::int as count from activity');
    return rows[0]?.count ?? 0;
  }

  /** How long the logs of all orgs are together; cheap at any size. */
  async storedUpTo(): Promise<number> {
    const { rows } = await this.admin.query<{ size: number }>(
      'select coalesce(sum(size), 0)::int as size from org_head',
    );
    return rows[0]?.size ?? 0;
  }

  /** Every record of the activities topic, by partition and offset. */
  async published(): Promise<readonly (PublishedActivity & { readonly partition: number })[]> {
    const records = await this.#readAll(this.topics.activities);
    return records.map((record) => ({ ...parseActivityRecord(record), partition: record.partition }));
  }

  /** Every dead letter, by partition and offset. */
  deadLetters(): Promise<readonly TopicRecord[]> {
    return this.#readAll(this.topics.deadLetters);
  }

  /** How many records ingest has still to consume. */
  async lag(): Promise<bigint> {
    const partitions = await this.#topicAdmin.groupLag({ groupId: this.#groupId, topic: this.topics.domainEvents });
    return partitions.reduce((sum, { lag }) => sum + lag, 0n);
  }

  /** Holds log and topic against what was acknowledged to the publishers. Throws when a promise is broken. */
  async verify(acknowledged: Iterable<{ readonly org: string; readonly id: string }>): Promise<void> {
    const checker = new HistoryChecker();
    for (const event of acknowledged) checker.acknowledged(event);
    checker.stored(await this.stored());
    for (const entry of await this.published()) checker.published(entry);
    checker.verify();
  }

  /** Ends the services that still run and everything that `create` opened. */
  async close(): Promise<void> {
    await Promise.all(this.#services.map((service) => service.stop()));
    await this.producer.stop();
    await this.#topicAdmin.stop();
    await this.admin.end();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  async #start(app: 'ingest' | 'query', env: Readonly<Record<string, string>>): Promise<ServiceProcess> {
    const service = await ServiceProcess.start({
      app,
      env: { KAFKA_BROKERS: this.#surroundings.brokers.join(','), LOG_LEVEL: 'info', ...env },
    });
    this.#services.push(service);
    return service;
  }

  #readAll(topic: string): Promise<readonly TopicRecord[]> {
    return this.#topicAdmin.readTopic({ topic, maxRecords: maxRecordsRead });
  }
}

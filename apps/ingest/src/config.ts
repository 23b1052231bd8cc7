import {
  brokerList,
  defaulted,
  kafkaName,
  loadConfig,
  logLevel,
  port,
  required,
  text,
  url,
  wholeNumber,
  type ConfigOf,
} from '@activity-log/platform';

const settings = {
  brokers: required('KAFKA_BROKERS', brokerList),
  /** Of the login `activity_ingest`, which may append and nothing else. */
  databaseUrl: required('DATABASE_URL', url(['postgres', 'postgresql'])),
  httpHost: defaulted('HTTP_HOST', text({ maxLength: 255 }), '127.0.0.1'),
  httpPort: defaulted('INGEST_HTTP_PORT', port, 3001),
  domainEventsTopic: defaulted('DOMAIN_EVENTS_TOPIC', kafkaName, 'crm.domain-events'),
  deadLetterTopic: defaulted('DEAD_LETTER_TOPIC', kafkaName, 'crm.domain-events.dlt'),
  groupId: defaulted('INGEST_GROUP_ID', kafkaName, 'activity-log-ingest'),
  /** Records per transaction at the most. */
  batchRecords: defaulted('INGEST_BATCH_RECORDS', wholeNumber({ min: 1, max: 5_000 }), 500),
  /** Partitions worked on at the same time; each holds a connection while it appends. */
  concurrency: defaulted('INGEST_CONCURRENCY', wholeNumber({ min: 1, max: 32 }), 3),
  /** Connections to the database: one for each concurrent batch, and one for the readiness check. */
  poolSize: defaulted('INGEST_POOL_SIZE', wholeNumber({ min: 1, max: 64 }), 4),
  logLevel: defaulted('LOG_LEVEL', logLevel, 'info'),
};

/** What ingest needs to know; see docs/operations.md. */
export type IngestConfig = ConfigOf<typeof settings>;

/** Reads the environment. Throws a ConfigError that names each bad variable. */
export function readIngestConfig(env: Readonly<Record<string, string | undefined>>): IngestConfig {
  return loadConfig(settings, env);
}

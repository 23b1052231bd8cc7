import { activityLogTopicNames } from '@activity-log/kafka';
import {
  brokerList,
  defaulted,
  kafkaName,
  loadConfig,
  logLevel,
  oneOf,
  optional,
  port,
  text,
  url,
  wholeNumber,
  type ConfigOf,
} from '@activity-log/platform';

const settings = {
  /** Of query; 0 is any free port, here and below. */
  httpPort: defaulted('HTTP_PORT', port, 3000),
  ingestHttpPort: defaulted('INGEST_HTTP_PORT', port, 3001),
  kafkaPort: defaulted('KAFKA_PORT', port, 9092),
  postgresPort: defaulted('POSTGRES_PORT', port, 5432),
  dataDir: defaulted('DATA_DIR', text(), '.data'),
  demo: defaulted('DEMO', oneOf(['on', 'off']), 'on'),
  /** Existing brokers instead of an embedded one. */
  brokers: optional('KAFKA_BROKERS', brokerList),
  /** An existing database, as its administrator, instead of an embedded one. */
  databaseUrl: optional('DATABASE_URL', url(['postgres', 'postgresql'])),
  /** Of the services' logins; made up and kept in DATA_DIR when absent. */
  ingestPassword: optional('INGEST_DATABASE_PASSWORD', text({ minLength: 12 })),
  queryPassword: optional('QUERY_DATABASE_PASSWORD', text({ minLength: 12 })),
  domainEventsTopic: defaulted('DOMAIN_EVENTS_TOPIC', kafkaName, activityLogTopicNames.domainEvents),
  deadLetterTopic: defaulted('DEAD_LETTER_TOPIC', kafkaName, activityLogTopicNames.deadLetters),
  activitiesTopic: defaulted('ACTIVITIES_TOPIC', kafkaName, activityLogTopicNames.activities),
  topicReplicationFactor: defaulted('TOPIC_REPLICATION_FACTOR', wholeNumber({ min: 1, max: 9 }), 1),
  /** Of the lines that are shown; the log files have every line from `info` on. */
  logLevel: defaulted('LOG_LEVEL', logLevel, 'error'),
};

/** What `npm start` runs with. */
export type StandaloneConfig = ConfigOf<typeof settings>;

/** Reads the environment. Throws a ConfigError that names each bad variable and its rule. */
export function readStandaloneConfig(env: Readonly<Record<string, string | undefined>>): StandaloneConfig {
  return loadConfig(settings, env);
}

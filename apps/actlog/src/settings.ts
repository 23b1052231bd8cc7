import { activityLogTopicNames } from '@activity-log/kafka';
import {
  brokerList,
  createLogger,
  defaulted,
  kafkaName,
  loadConfig,
  logLevel,
  optional,
  port,
  text,
  url,
  type ConfigOf,
  type Logger,
} from '@activity-log/platform';
import type { Terminal } from './terminal.js';

const schema = {
  dataDir: defaulted('DATA_DIR', text(), '.data'),
  brokers: optional('KAFKA_BROKERS', brokerList),
  /** Of the broker that `npm start` runs. */
  kafkaPort: defaulted('KAFKA_PORT', port, 9092),
  /** Of the login `activity_query`: for `lag`. */
  databaseUrl: optional('DATABASE_URL', url(['postgres', 'postgresql'])),
  /** Of the database that `npm start` runs. */
  postgresPort: defaulted('POSTGRES_PORT', port, 5432),
  /** Of a role that may create roles and tables. */
  adminDatabaseUrl: optional('ADMIN_DATABASE_URL', url(['postgres', 'postgresql'])),
  ingestPassword: optional('INGEST_DATABASE_PASSWORD', text({ minLength: 12 })),
  queryPassword: optional('QUERY_DATABASE_PASSWORD', text({ minLength: 12 })),
  domainEventsTopic: defaulted('DOMAIN_EVENTS_TOPIC', kafkaName, activityLogTopicNames.domainEvents),
  deadLetterTopic: defaulted('DEAD_LETTER_TOPIC', kafkaName, activityLogTopicNames.deadLetters),
  activitiesTopic: defaulted('ACTIVITIES_TOPIC', kafkaName, activityLogTopicNames.activities),
  groupId: defaulted('INGEST_GROUP_ID', kafkaName, 'activity-log-ingest'),
  logLevel: defaulted('LOG_LEVEL', logLevel, 'silent'),
};

/** What the commands run with. */
export type Settings = ConfigOf<typeof schema>;

/** The settings of the environment. Throws a ConfigError that names every variable at fault. */
export function readSettings({ env }: Terminal): Settings {
  return loadConfig(schema, env);
}

/** The log of what the libraries do, on standard error; silent unless LOG_LEVEL says otherwise. */
export function logOf(terminal: Terminal, { logLevel: level }: Settings): Logger {
  return createLogger({
    service: 'actlog',
    level,
    stream: {
      write: (line: string) => {
        terminal.complain(line);
      },
    },
  });
}

/** KAFKA_BROKERS, else the broker that `npm start` runs on this machine. */
export function brokersOf({ brokers, kafkaPort }: Settings): readonly string[] {
  return brokers ?? [`127.0.0.1:${kafkaPort}`];
}

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { activityLogTopicNames } from '@activity-log/kafka';
import {
  brokerList,
  createLogger,
  defaulted,
  kafkaName,
  loadConfig,
  logLevel,
  optional,
  text,
  url,
  type ConfigOf,
  type Logger,
} from '@activity-log/platform';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

const schema = {
  dataDir: defaulted('DATA_DIR', text(), '.data'),
  brokers: optional('KAFKA_BROKERS', brokerList),
  /** Of the login `activity_query`: for the relay's lag. */
  databaseUrl: optional('DATABASE_URL', url(['postgres', 'postgresql'])),
  /** Of a role that may create roles and tables: for `migrate` alone. */
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

/** The brokers: KAFKA_BROKERS, else those of the stack that runs in DATA_DIR. Throws a UsageError when there are none. */
export function brokersOf({ brokers, dataDir }: Settings): readonly string[] {
  const found = brokers ?? runningStack(dataDir)?.brokers;
  if (found) return found;
  throw new UsageError(
    `no brokers are known: set KAFKA_BROKERS, or DATA_DIR to the directory that npm start runs with (${resolve(dataDir)} has no running stack)`,
  );
}

/** What `npm start` leaves for those who want to talk to its stack. */
export interface RunningStack {
  readonly brokers: readonly string[];
}

/** The stack that runs in a data directory; undefined when none has been started there. */
function runningStack(dataDir: string): RunningStack | undefined {
  try {
    return JSON.parse(readFileSync(join(dataDir, 'connection.json'), 'utf8')) as RunningStack;
  } catch {
    return undefined;
  }
}

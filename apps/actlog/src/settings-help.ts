import { helpSection } from './help-section.js';

const meanings = {
  ADMIN_DATABASE_URL: 'the database, as a role that may create roles and tables',
  DATABASE_URL: 'the database, as the login activity_query',
  DATA_DIR: 'where npm start keeps its stack (.data)',
  POSTGRES_PORT: 'of the database of that stack (5432)',
  KAFKA_BROKERS: 'host:port,…; when not set, the broker on this machine',
  KAFKA_PORT: 'of the broker on this machine (9092)',
  DOMAIN_EVENTS_TOPIC: 'events in (crm.domain-events)',
  DEAD_LETTER_TOPIC: 'refused events (crm.domain-events.dlt)',
  ACTIVITIES_TOPIC: 'activities out (crm.activities)',
  INGEST_GROUP_ID: 'the consumer group of ingest (activity-log-ingest)',
  LOG_LEVEL: 'of what the Kafka client says, on standard error (silent)',
  INGEST_DATABASE_PASSWORD: 'of the login activity_ingest; when not set, it stays',
  QUERY_DATABASE_PASSWORD: 'of the login activity_query; when not set, it stays',
} as const;

type SettingName = keyof typeof meanings;

/** The environment variables that a command reads, for the end of its help. */
export function settingsHelp(...names: readonly SettingName[]): string {
  return helpSection(
    'Environment',
    names.map((name) => [name, meanings[name]]),
  );
}

/** Of a command that works in the database as its administrator. */
export const administratorHelp = helpSection('Environment', [
  ['ADMIN_DATABASE_URL', 'the database, as its administrator; when not set, the stack'],
  ['DATA_DIR', meanings.DATA_DIR],
  ['POSTGRES_PORT', meanings.POSTGRES_PORT],
]);

/** Of a command that talks to the brokers, and what else it reads. */
export function brokersHelp(...others: readonly SettingName[]): string {
  return settingsHelp('KAFKA_BROKERS', 'KAFKA_PORT', ...others, 'LOG_LEVEL');
}

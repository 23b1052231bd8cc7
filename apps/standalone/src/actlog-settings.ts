import { resolve } from 'node:path';
import { readStandaloneConfig, type StandaloneConfig } from './config.js';

/**
 * The settings with which `actlog` finds a stack, those left out that it assumes anyway. `config` has the ports that the
 * stack runs on. No URL of a database is among them: it would show a password.
 */
export function actlogSettings(config: StandaloneConfig): Readonly<Record<string, string>> {
  const { dataDir, kafkaPort, postgresPort, brokers, databaseUrl } = config;
  const usual = readStandaloneConfig({});
  return {
    ...(dataDir === usual.dataDir ? {} : { DATA_DIR: resolve(dataDir) }),
    ...(brokers ? { KAFKA_BROKERS: brokers.join(',') } : {}),
    ...(brokers || kafkaPort === usual.kafkaPort ? {} : { KAFKA_PORT: String(kafkaPort) }),
    ...(databaseUrl !== undefined || postgresPort === usual.postgresPort
      ? {}
      : { POSTGRES_PORT: String(postgresPort) }),
  };
}

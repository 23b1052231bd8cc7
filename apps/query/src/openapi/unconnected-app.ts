import { createHttpService, createLogger, createMetrics } from '@activity-log/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadQueryConfig } from '../config.js';
import { QueryModule } from '../query.module.js';
import { StoreConnections } from '../store-connections.js';

/** The routes of the service with nothing behind them: what they are can be asked, none of them can answer. Not initialised. */
export async function unconnectedApp(): Promise<NestFastifyApplication> {
  const log = createLogger({ service: 'query', level: 'silent' });
  const config = loadQueryConfig({
    KAFKA_BROKERS: 'kafka.invalid:9092',
    DATABASE_URL: 'postgres://database.invalid/activity_log',
    CURSOR_SECRET: 'no cursor is ever made with this secret',
    JWKS_URI: 'https://keys.invalid/jwks.json',
  });
  const stores = new StoreConnections({ config, log });
  return createHttpService({ module: QueryModule.for({ config, stores }), log, metrics: createMetrics() });
}

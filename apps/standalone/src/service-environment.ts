import { loginUrl } from '@activity-log/store';
import type { StandaloneConfig } from './config.js';

/** What the services need to know of what was started for them. */
export interface StartedParts {
  readonly brokers: readonly string[];
  readonly adminDatabaseUrl: string;
  readonly passwords: { readonly activity_ingest: string; readonly activity_query: string };
  readonly cursorSecret: string;
  readonly jwksPath: string;
  readonly config: Pick<StandaloneConfig, 'httpPort' | 'ingestHttpPort'>;
}

/** The environment of each service: ours, with the settings that follow from what was started. No service gets more than its own login. */
export function serviceEnvironments(
  env: NodeJS.ProcessEnv,
  parts: StartedParts,
): { readonly ingest: NodeJS.ProcessEnv; readonly query: NodeJS.ProcessEnv } {
  const { brokers, adminDatabaseUrl, passwords, cursorSecret, jwksPath, config } = parts;
  const urlFor = (login: keyof typeof passwords): string =>
    loginUrl({ adminUrl: adminDatabaseUrl, login, password: passwords[login] });
  // The terminal shows less; the files have it all.
  const common = { ...env, KAFKA_BROKERS: brokers.join(','), LOG_LEVEL: fileLogLevel(env['LOG_LEVEL']) };
  return {
    ingest: { ...common, DATABASE_URL: urlFor('activity_ingest'), INGEST_HTTP_PORT: String(config.ingestHttpPort) },
    query: {
      ...common,
      DATABASE_URL: urlFor('activity_query'),
      HTTP_PORT: String(config.httpPort),
      CURSOR_SECRET: cursorSecret,
      // Development keys are the only ones here: an empty variable counts as left out.
      JWKS_FILE: jwksPath,
      JWKS_URI: '',
      JWT_ISSUER: '',
      JWT_AUDIENCE: '',
    },
  };
}

function fileLogLevel(shown: string | undefined): string {
  return shown === 'debug' || shown === 'trace' ? shown : 'info';
}

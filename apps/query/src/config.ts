import { isIP } from 'node:net';
import {
  brokerList,
  ConfigError,
  defaulted,
  kafkaName,
  loadConfig,
  logLevel,
  optional,
  port,
  required,
  text,
  url,
  wholeNumber,
  type ConfigOf,
  type Rule,
} from '@activity-log/platform';

/** Web origins (`https://crm.example.com`), comma-separated. A star is refused: answers depend on credentials. */
const originList: Rule<readonly string[]> = {
  expects: 'origins such as https://crm.example.com, several separated by commas, never *',
  read: (value) => {
    const origins = value.split(',').map((origin) => origin.trim());
    return origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin) ? origins : undefined;
  },
};

/** IP addresses and networks in CIDR notation, comma-separated. */
const networkList: Rule<readonly string[]> = {
  expects: 'IP addresses or networks such as 10.0.0.0/8, several separated by commas',
  read: (value) => {
    const networks = value.split(',').map((network) => network.trim());
    return networks.every(isNetwork) ? networks : undefined;
  },
};

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const version = isIP(address);
  const maxPrefix = version === 4 ? 32 : 128;
  return (
    version !== 0 &&
    more.length === 0 &&
    (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= maxPrefix))
  );
}

const schema = {
  brokers: required('KAFKA_BROKERS', brokerList),
  /** Of the login role `activity_query`. */
  databaseUrl: required('DATABASE_URL', url(['postgres', 'postgresql'])),
  httpPort: defaulted('HTTP_PORT', port, 3000),
  httpHost: defaulted('HTTP_HOST', text({ maxLength: 255 }), '127.0.0.1'),
  /** Key of the cursors' MACs; the same for all replicas. */
  cursorSecret: required('CURSOR_SECRET', text({ minLength: 32 })),
  jwksFile: optional('JWKS_FILE', text()),
  jwksUri: optional('JWKS_URI', url(['https', 'http'])),
  jwtIssuer: defaulted('JWT_ISSUER', text(), 'activity-log'),
  jwtAudience: defaulted('JWT_AUDIENCE', text(), 'activity-log'),
  activitiesTopic: defaulted('ACTIVITIES_TOPIC', kafkaName, 'crm.activities'),
  corsOrigins: defaulted<readonly string[]>('CORS_ORIGINS', originList, []),
  /** Of one principal, on all replicas together; 0 for no limit. */
  rateLimitPerMinute: defaulted('RATE_LIMIT_PER_MINUTE', wholeNumber({ min: 0, max: 1_000_000 }), 600),
  /** Whose `X-Forwarded-For` is believed. */
  trustedProxies: defaulted<readonly string[]>('TRUSTED_PROXIES', networkList, []),
  relayMaxOrgs: defaulted('RELAY_MAX_ORGS', wholeNumber({ min: 1, max: 1_000 }), 16),
  relayMaxRows: defaulted('RELAY_MAX_ROWS', wholeNumber({ min: 1, max: 10_000 }), 1_000),
  relayPollIntervalMs: defaulted('RELAY_POLL_INTERVAL_MS', wholeNumber({ min: 10, max: 60_000 }), 1_000),
  projectionMaxRows: defaulted('PROJECTION_MAX_ROWS', wholeNumber({ min: 1, max: 100_000 }), 5_000),
  projectionPollIntervalMs: defaulted('PROJECTION_POLL_INTERVAL_MS', wholeNumber({ min: 10, max: 60_000 }), 1_000),
  streamMaxClients: defaulted('STREAM_MAX_CLIENTS', wholeNumber({ min: 1, max: 100_000 }), 2_000),
  /** On this process, as all bounds of streams and exports are. */
  streamMaxClientsPerPrincipal: defaulted(
    'STREAM_MAX_CLIENTS_PER_PRINCIPAL',
    wholeNumber({ min: 1, max: 100_000 }),
    20,
  ),
  streamHeartbeatMs: defaulted('STREAM_HEARTBEAT_MS', wholeNumber({ min: 100, max: 600_000 }), 15_000),
  /** How long the client of a stream may leave unread what waits for it. */
  streamSlowClientMs: defaulted('STREAM_SLOW_CLIENT_MS', wholeNumber({ min: 100, max: 600_000 }), 30_000),
  exportMaxConcurrent: defaulted('EXPORT_MAX_CONCURRENT', wholeNumber({ min: 1, max: 100 }), 4),
  exportMaxConcurrentPerOrg: defaulted('EXPORT_MAX_CONCURRENT_PER_ORG', wholeNumber({ min: 1, max: 100 }), 2),
  /** How long the client of an export may leave a part unread. */
  exportSlowClientMs: defaulted('EXPORT_SLOW_CLIENT_MS', wholeNumber({ min: 100, max: 600_000 }), 60_000),
  readerPoolSize: defaulted('READER_POOL_SIZE', wholeNumber({ min: 1, max: 100 }), 8),
  appenderPoolSize: defaulted('APPENDER_POOL_SIZE', wholeNumber({ min: 1, max: 100 }), 3),
  relayPoolSize: defaulted('RELAY_POOL_SIZE', wholeNumber({ min: 1, max: 20 }), 2),
  /** How long requests in flight may take once the service stops; their connections are cut then. */
  httpDrainMs: defaulted('HTTP_DRAIN_MS', wholeNumber({ min: 0, max: 60_000 }), 4_000),
  logLevel: defaulted('LOG_LEVEL', logLevel, 'info'),
};

/** Where the public keys of token issuers are: a JWK set in a file, or at a URL. */
export type JwksSource =
  { readonly kind: 'file'; readonly path: string } | { readonly kind: 'uri'; readonly uri: string };

/** What the service runs with. Read once, at the start. */
export type QueryConfig = Omit<ConfigOf<typeof schema>, 'jwksFile' | 'jwksUri'> & { readonly jwks: JwksSource };

/** The configuration of the service. Throws a ConfigError that names every variable at fault. */
export function loadQueryConfig(env: Readonly<Record<string, string | undefined>>): QueryConfig {
  const { jwksFile, jwksUri, ...rest } = loadConfig(schema, env);
  return Object.freeze({ ...rest, jwks: jwksSource(jwksFile, jwksUri) });
}

function jwksSource(path: string | undefined, uri: string | undefined): JwksSource {
  if (path !== undefined && uri === undefined) return { kind: 'file', path };
  if (uri !== undefined && path === undefined) return { kind: 'uri', uri };
  throw new ConfigError([{ variable: 'JWKS_FILE, JWKS_URI', rule: 'exactly one of the two must be set' }]);
}

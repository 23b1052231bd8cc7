import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { activityLogTopicNames, activityLogTopics, createTopicAdmin } from '@activity-log/kafka';
import { createLogger } from '@activity-log/platform';
import { createTestDatabase, testStack, waitFor, type TestDatabase } from '@activity-log/testing';
import { loadQueryConfig } from '../config.js';
import { QueryService } from '../query-service.js';
import { TokenIssuer } from './token-issuer.spec.js';

/** A query that runs in the test's own process, over a database and a topic of its own. */
export interface QueryUnderTest {
  readonly url: string;
  readonly issuer: TokenIssuer;
  readonly database: TestDatabase;
  readonly topic: string;
  /** Lines of its log, as they were written. */
  readonly logLines: readonly string[];
  /** Answers a request of Sarah of acme, or of the given token. */
  get(
    path: string,
    options?: { readonly token?: string; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<Response>;
  stop(): Promise<void>;
}

/** What several queries share. */
export interface QueryGround {
  readonly database: TestDatabase;
  readonly topic: string;
  readonly issuer: TokenIssuer;
  readonly directory: string;
  remove(): Promise<void>;
}

/** What the topic of a ground is like; as in production when absent. */
export interface TopicShape {
  readonly partitions?: number;
  readonly maxMessageBytes?: number;
}

/** A database, a topic and an issuer for one test file. */
export async function createQueryGround(shape: TopicShape = {}): Promise<QueryGround> {
  const directory = await mkdtemp(join(tmpdir(), 'query-'));
  const issuer = await TokenIssuer.create();
  await issuer.writePublicKeys(join(directory, 'jwks.json'));
  const database = await createTestDatabase();
  const topic = `test.activities.${randomUUID()}`;
  const log = createLogger({ service: 'test', level: 'silent' });
  const admin = createTopicAdmin({ brokers: testStack().brokers, clientId: 'query-test', log });
  const [spec] = activityLogTopics({ replicationFactor: 1 }).filter(
    (each) => each.topic === activityLogTopicNames.activities,
  );
  if (!spec) throw new Error('there is no activities topic');
  const configs = {
    ...spec.configs,
    ...(shape.maxMessageBytes ? { 'max.message.bytes': String(shape.maxMessageBytes) } : {}),
  };
  await admin.ensureTopics([{ ...spec, topic, configs, partitions: shape.partitions ?? spec.partitions }]);
  await admin.stop();
  return {
    database,
    topic,
    issuer,
    directory,
    remove: async () => {
      await rm(directory, { recursive: true });
      await database.drop();
    },
  };
}

/** The environment of a query on this ground, on a random port. */
export function queryEnvironment({ database, topic, directory }: QueryGround): Readonly<Record<string, string>> {
  return {
    KAFKA_BROKERS: testStack().brokers.join(','),
    DATABASE_URL: database.queryUrl,
    HTTP_PORT: '0',
    CURSOR_SECRET: 'a secret of thirty-two characters',
    JWKS_FILE: join(directory, 'jwks.json'),
    ACTIVITIES_TOPIC: topic,
    RELAY_POLL_INTERVAL_MS: '200',
    HTTP_DRAIN_MS: '200',
    RATE_LIMIT_PER_MINUTE: '0',
  };
}

/** Starts a query on a random port and waits until it is ready. */
export async function startQuery(
  ground: QueryGround,
  env: Readonly<Record<string, string>> = {},
): Promise<QueryUnderTest> {
  const query = await startUnreadyQuery(ground, env);
  await waitFor(async () => (await fetch(`${query.url}/readyz`)).ok, { describe: 'a ready query' });
  return query;
}

/** Starts a query on a random port. */
export async function startUnreadyQuery(
  ground: QueryGround,
  env: Readonly<Record<string, string>> = {},
): Promise<QueryUnderTest> {
  const { database, topic, issuer } = ground;
  const logLines: string[] = [];
  const config = loadQueryConfig({ ...queryEnvironment(ground), ...env });
  const log = createLogger({ service: 'query', level: 'debug', stream: { write: (line) => logLines.push(line) } });
  const service = await QueryService.create({ config, log });
  const port = await service.start();
  const url = `http://127.0.0.1:${port}`;
  const sarah = await issuer.token();
  return {
    url,
    issuer,
    database,
    topic,
    logLines,
    get: (path, { token = sarah, headers = {} } = {}) =>
      fetch(`${url}${path}`, { headers: { orgid: 'acme', authorization: `Bearer ${token}`, ...headers } }),
    stop: () => service.stop(),
  };
}

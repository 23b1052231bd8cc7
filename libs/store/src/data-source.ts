import { DataSource } from 'typeorm';
import { clientWithDeadline } from './client-with-deadline.js';

/** What a connection may do; each role has the grants of that job and no others. */
export type StoreRole =
  | 'activity_appender'
  | 'activity_reader'
  | 'activity_relay'
  | 'activity_projector'
  | 'activity_rebuilder'
  | 'activity_authenticator'
  | 'activity_key_keeper'
  | 'activity_limiter'
  | 'activity_eraser'
  | 'activity_custodian';

/** How to reach the database. */
export interface StoreConnection {
  /** `postgres://login:password@host:port/database` of a login that may take the role. */
  readonly url: string;
  readonly role: StoreRole;
  /** Connections at the most. */
  readonly poolSize: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** How long one statement may take before its connection counts as dead; 30 s when absent. */
  readonly answerTimeoutMs?: number;
}

const connectTimeoutMs = 5_000;
const defaultAnswerTimeoutMs = 30_000;

/**
 * Reads come in the order of an index and end at a limit. Before the first ANALYZE of a grown table the planner cannot know
 * that, and sorts what millions of index entries hold instead (measured: 10 s a page); these keep it from sorting wherever
 * an index has the order.
 */
const plannerOptions: Partial<Record<StoreRole, readonly string[]>> = {
  activity_reader: ['enable_sort=off', 'enable_incremental_sort=off'],
};

/**
 * A pool of connections that act as one role. The role is part of the connection's start, so it costs no round trip.
 * Not connected yet: call `initialize()`.
 */
export function createStoreDataSource({
  url,
  role,
  poolSize,
  applicationName,
  answerTimeoutMs = defaultAnswerTimeoutMs,
}: StoreConnection): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    applicationName,
    poolSize,
    connectTimeoutMS: connectTimeoutMs,
    installExtensions: false,
    extra: {
      options: [`role=${role}`, ...(plannerOptions[role] ?? [])].map((option) => `-c ${option}`).join(' '),
      keepAlive: true,
      Client: clientWithDeadline(answerTimeoutMs),
    },
    // The pool replaces a connection that breaks while idle; a query that meets a broken one gets the error itself.
    poolErrorHandler: () => undefined,
  });
}

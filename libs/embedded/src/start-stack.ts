import { assertPortFree, freePort } from './assert-port-free.js';
import { prepareDataDir, type DataDirLayout } from './data-dir-layout.js';
import { findJava } from './find-java.js';
import { postgresBinaries } from './postgres-binaries.js';
import { ProcessLock } from './process-lock.js';
import { defaultCacheDir, provideKafkaJars } from './provide-kafka-jars.js';
import { registerChild } from './register-child.js';
import { readOrCreateSecret, readSecrets } from './read-or-create-secret.js';
import { StackError } from './stack-error.js';
import { startKafka } from './start-kafka.js';
import { startPostgres } from './start-postgres.js';
import { startWatchdog, type Watchdog } from './start-watchdog.js';
import type { SupervisedChild } from './supervised-child.js';
import { takeDownLeftovers } from './take-down-leftovers.js';

/** How to start the stack. */
export interface StackOptions {
  /** Everything of the stack lives here; made when missing. */
  readonly dataDir: string;
  /** A free port when absent. */
  readonly kafkaPort?: number;
  /** A free port when absent. */
  readonly postgresPort?: number;
  /** Existing brokers (`host:port`) to use instead of starting one. */
  readonly brokers?: readonly string[];
  /** An existing database, as its administrator, to use instead of starting a PostgreSQL. */
  readonly databaseUrl?: string;
  /** `durable` when absent; `lost-on-power-cut` is faster, for data that a test throws away. */
  readonly durability?: 'durable' | 'lost-on-power-cut';
  /** Where the jars of Kafka are kept; shared by all data directories. */
  readonly cacheDir?: string;
  /** A start that would leave less is refused. 512 MiB when absent. */
  readonly minFreeBytes?: number;
  /** PATH, JAVA_HOME and what Maven reads; this process's environment when absent. */
  readonly env?: NodeJS.ProcessEnv;
  /** Gives the start up: what runs already is ended, and the start throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told what happens, one line at a time, for a person who waits. */
  readonly onProgress: (line: string) => void;
}

/** A broker and a database that take requests. */
export interface Stack {
  /** `host:port` each. */
  readonly brokers: readonly string[];
  /** URL of the database, as its administrator. Holds the password: not for logs. */
  readonly adminDatabaseUrl: string;
  /** The children by name (`kafka`, `postgres`, `watchdog`), for tests that make them fail. */
  readonly pids: Readonly<Record<string, number>>;
  /** Calls `listener` when a child ends without having been asked to. */
  onChildExit(listener: (error: StackError) => void): void;
  /**
   * Makes another child of this process known, so that a start after this process was killed ends it too.
   * Call what it returns when that child has ended.
   */
  registerChild(child: { readonly name: string; readonly pid: number }): () => void;
  /** Ends the children, orderly if they can, within 10 s. Safe to call more than once. */
  stop(): Promise<void>;
}

const defaultMinFreeBytes = 512 * 1024 * 1024;

/**
 * Starts a Kafka broker and a PostgreSQL with their data in `dataDir`, or uses existing ones. What a killed start left running
 * is ended first, and its data is recovered. A data directory belongs to one stack at a time.
 *
 * Throws a StackError; nothing runs then.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dataDir, onProgress, minFreeBytes = defaultMinFreeBytes } = options;
  const layout = await prepareDataDir({ dataDir, minFreeBytes });
  const lock = await takeDataDir(layout);
  const children: SupervisedChild[] = [];
  const watchdog = startWatchdog(layout.runDir);
  const stop = async (): Promise<void> => {
    await Promise.all(children.map((child) => child.stop()));
    watchdog.dismiss();
    await lock.release();
  };
  try {
    const ended = await takeDownLeftovers({ runDir: layout.runDir });
    if (ended > 0) onProgress('ended what a killed start had left running');
    const [kafka, postgres] = await Promise.allSettled([
      provideKafka(options, layout),
      providePostgres(options, layout),
    ]);
    for (const part of [kafka, postgres])
      if (part.status === 'fulfilled' && part.value.child) children.push(part.value.child);
    options.signal?.throwIfAborted();
    if (kafka.status === 'rejected') throw kafka.reason;
    if (postgres.status === 'rejected') throw postgres.reason;
    return runningStack({
      brokers: kafka.value.brokers,
      adminDatabaseUrl: postgres.value.adminUrl,
      layout,
      watchdog,
      children,
      stop,
    });
  } catch (error) {
    await stop();
    throw error;
  }
}

async function takeDataDir(layout: DataDirLayout): Promise<ProcessLock> {
  const lock = await ProcessLock.take(layout.lockPath);
  if (lock instanceof ProcessLock) return lock;
  throw new StackError('data_dir_in_use', {
    what: `the data directory ${layout.dataDir} is in use by process ${lock.heldBy.pid}`,
    mend: 'Stop that process, or set DATA_DIR to another directory (and HTTP_PORT, INGEST_HTTP_PORT, KAFKA_PORT, POSTGRES_PORT to free ports)',
    retry: 'later',
  });
}

async function provideKafka(
  options: StackOptions,
  layout: DataDirLayout,
): Promise<{ brokers: readonly string[]; child?: SupervisedChild }> {
  if (options.brokers) return { brokers: options.brokers };
  const { env = process.env, cacheDir = defaultCacheDir(), onProgress } = options;
  const port = options.kafkaPort ?? (await freePort());
  // Before anything is fetched: a person should not wait for a download to hear of a taken port.
  await assertPortFree({ port, setting: 'KAFKA_PORT' });
  const java = findJava(env);
  const jarsDir = await provideKafkaJars({
    cacheDir,
    env,
    onProgress,
    ...(options.signal ? { signal: options.signal } : {}),
  });
  onProgress('starting Kafka');
  const secrets = Object.values(readSecrets(layout.dataDir));
  const { broker, child } = await startKafka({ layout, java, jarsDir, port, env, secrets });
  onProgress(`Kafka listens on ${broker}`);
  return { brokers: [broker], child };
}

async function providePostgres(
  options: StackOptions,
  layout: DataDirLayout,
): Promise<{ adminUrl: string; child?: SupervisedChild }> {
  if (options.databaseUrl !== undefined) return { adminUrl: options.databaseUrl };
  const { env = process.env, durability = 'durable', onProgress } = options;
  const port = options.postgresPort ?? (await freePort());
  const password = readOrCreateSecret(layout.dataDir, 'postgresPassword');
  const binaries = await postgresBinaries();
  onProgress('starting PostgreSQL');
  const secrets = Object.values(readSecrets(layout.dataDir));
  const { adminUrl, child } = await startPostgres({ layout, binaries, port, password, durability, env, secrets });
  onProgress(`PostgreSQL listens on 127.0.0.1:${port}`);
  return { adminUrl, child };
}

function runningStack({
  brokers,
  adminDatabaseUrl,
  layout,
  watchdog,
  children,
  stop,
}: {
  brokers: readonly string[];
  adminDatabaseUrl: string;
  layout: DataDirLayout;
  watchdog: Watchdog;
  children: readonly SupervisedChild[];
  stop: () => Promise<void>;
}): Stack {
  const listeners: ((error: StackError) => void)[] = [];
  let stopping: Promise<void> | undefined;
  for (const child of children) {
    void child.exited.then((exit) => {
      if (stopping) return;
      const error = child.death(exit);
      for (const listener of listeners) listener(error);
    });
  }
  return {
    brokers,
    adminDatabaseUrl,
    pids: Object.fromEntries([...children, watchdog].map((child) => [child.name, child.pid])),
    onChildExit: (listener) => void listeners.push(listener),
    registerChild: ({ name, pid }) => {
      const registered = registerChild({ pidPath: layout.pidPath(name), name, pid });
      return () => {
        registered?.forget();
      };
    },
    stop: () => (stopping ??= stop()),
  };
}

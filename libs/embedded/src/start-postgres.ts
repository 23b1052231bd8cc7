import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { assertPortFree } from './assert-port-free.js';
import type { DataDirLayout } from './data-dir-layout.js';
import { logTail } from './log-tail.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { StackError } from './stack-error.js';
import { stopPlanOf } from './stop-plan-of.js';
import { SupervisedChild, type ChildSpec } from './supervised-child.js';
import { unprivilegedLaunch, type UnprivilegedLaunch } from './unprivileged-launch.js';

/** What a PostgreSQL needs. */
export interface PostgresOptions {
  readonly layout: DataDirLayout;
  readonly binaries: PostgresBinaries;
  readonly port: number;
  readonly password: string;
  /** `lost-on-power-cut` does not wait for the disk: for data that a test throws away. */
  readonly durability: 'durable' | 'lost-on-power-cut';
  readonly env: NodeJS.ProcessEnv;
  readonly secrets: readonly string[];
}

/** A PostgreSQL that takes connections. */
export interface Postgres {
  readonly child: SupervisedChild;
  /** The superuser's URL to the database of the activity log. */
  readonly adminUrl: string;
}

const databaseName = 'activity_log';
const startTimeoutMs = 60_000;
const pollMs = 50;

/** Starts PostgreSQL on loopback only, with password authentication; resolves when its database takes connections. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { layout, port, password } = options;
  await assertPortFree({ port, setting: 'POSTGRES_PORT' });
  const dir = join(layout.dataDir, 'postgres');
  const launch = unprivilegedLaunch([options.binaries.postgres, dir]);
  if (!existsSync(dir)) await initialise({ options, launch, dir });
  else if (launch.owner && statSync(dir).uid !== launch.owner.uid) giveTo(dir, launch.owner);
  const child = await untilUp({ options, launch, dir });
  const url = (database: string): string => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
  await createDatabase(url('postgres'));
  return { child, adminUrl: url(databaseName) };
}

/** Makes the cluster under another name and renames it, so that a killed start leaves nothing half made. */
async function initialise({
  options,
  launch,
  dir,
}: {
  options: PostgresOptions;
  launch: UnprivilegedLaunch;
  dir: string;
}): Promise<void> {
  const draft = `${dir}.new`;
  const passwordFile = `${dir}.password`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, options.password, { mode: 0o600 });
  try {
    if (launch.owner) {
      giveTo(draft, launch.owner);
      giveTo(passwordFile, launch.owner);
    }
    const args = [
      `--pgdata=${draft}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same order of text on every machine, whatever locales it has.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(options.durability === 'durable' ? [] : ['--no-sync']),
    ];
    const child = await SupervisedChild.start(
      childOf({ options, launch, name: 'initdb', command: options.binaries.initdb, args }),
    );
    await child.completed();
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, dir);
}

async function untilUp({
  options,
  launch,
  dir,
}: {
  options: PostgresOptions;
  launch: UnprivilegedLaunch;
  dir: string;
}): Promise<SupervisedChild> {
  const until = Date.now() + startTimeoutMs;
  const settings: Readonly<Record<string, string | number>> = {
    listen_addresses: '127.0.0.1',
    port: options.port,
    unix_socket_directories: '',
    max_connections: 300,
    timezone: 'UTC',
    log_timezone: 'UTC',
    // A statement or a detail line may hold personal data or a password.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...(options.durability === 'durable' ? {} : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }),
  };
  const args = ['-D', dir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const spec = childOf({ options, launch, name: 'postgres', command: options.binaries.postgres, args });
  for (;;) {
    removeStalePid(dir);
    const child = await SupervisedChild.start(spec);
    const up = await untilConnectable({ child, until, options });
    if (up) return child;
    const exit = await child.exited;
    // The sessions of a killed server take a moment to notice and to let go of its memory.
    const sessionsLinger = logTail({ path: spec.logPath, lines: 10, secrets: [] }).includes(
      'pre-existing shared memory block',
    );
    if (!sessionsLinger || Date.now() > until) throw child.death(exit);
    await delay(pollMs * 4);
  }
}

/** True when it takes connections, false when it has ended. */
async function untilConnectable({
  child,
  until,
  options,
}: {
  child: SupervisedChild;
  until: number;
  options: PostgresOptions;
}): Promise<boolean> {
  const { port, password } = options;
  for (;;) {
    if (child.exit) return false;
    const client = new Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres' });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return true;
    } catch (cause) {
      if (Date.now() > until) {
        await child.stop();
        throw new StackError('start_timed_out', {
          what: `postgres did not start within ${startTimeoutMs / 1000} s`,
          mend: `Read ${options.layout.logPath('postgres')}`,
          retry: 'later',
          cause,
        });
      }
    } finally {
      await client.end().catch(() => undefined);
    }
    await delay(pollMs);
  }
}

/**
 * Removes the lock file of a server that is gone: its pid may be another program's by now, and PostgreSQL would take that for
 * itself. Ours were ended before (they have pid files), and the data directory is locked, so none of ours is running.
 */
function removeStalePid(dir: string): void {
  const path = join(dir, 'postmaster.pid');
  let pid: number;
  try {
    pid = Number(readFileSync(path, 'utf8').split('\n')[0]);
  } catch {
    return;
  }
  if (!isPostgresOf(pid, dir)) rmSync(path, { force: true });
}

/** Whether that pid is a PostgreSQL that somebody started by hand on this directory. When it cannot be told, PostgreSQL decides. */
function isPostgresOf(pid: number, dir: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(dir);
  } catch {
    return process.platform !== 'linux';
  }
}

function childOf({
  options,
  launch,
  name,
  command,
  args,
}: {
  options: PostgresOptions;
  launch: UnprivilegedLaunch;
  name: string;
  command: string;
  args: readonly string[];
}): ChildSpec {
  const [first, ...rest] = [...launch.prefix, command];
  return {
    name,
    command: first,
    args: [...rest, ...args],
    env: { PATH: options.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    ...(launch.user ? { user: launch.user } : {}),
    logPath: options.layout.logPath(name),
    pidPath: options.layout.pidPath(name),
    stopping: stopPlanOf(name),
    secrets: options.secrets,
  };
}

async function createDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [databaseName]);
    if (rowCount === 0) await client.query(`create database ${databaseName}`);
    // It is ours alone: nobody has a right in it that is not granted.
    await client.query(`revoke all on database ${databaseName} from public`);
  } finally {
    await client.end();
  }
}

function giveTo(path: string, owner: { uid: number; gid: number }): void {
  chownSync(path, owner.uid, owner.gid);
  if (!statSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) giveTo(join(path, name), owner);
}

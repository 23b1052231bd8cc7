import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity.js';
import { readSecrets } from './read-or-create-secret.js';
import type { StackError } from './stack-error.js';
import { startStack, type Stack, type StackOptions } from './start-stack.js';

jest.setTimeout(60_000);

/** Servers that are somebody else's. */
const existing = { brokers: ['kafka.example:9092'], databaseUrl: 'postgres://somebody@db.example/crm' };

let dataDir: string;
let stacks: Stack[];
let others: ChildProcess[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'activity-log-stack-'));
  stacks = [];
  others = [];
});
afterEach(async () => {
  for (const other of others) other.kill('SIGKILL');
  await Promise.all(stacks.map((stack) => stack.stop()));
  await rm(dataDir, { recursive: true, force: true });
});

async function start(options: Partial<StackOptions> = {}): Promise<Stack> {
  const stack = await startStack({
    dataDir,
    durability: 'lost-on-power-cut',
    onProgress: () => undefined,
    ...options,
  });
  stacks.push(stack);
  return stack;
}

/** A stack that another process owns, which can be killed. */
async function startElsewhere(): Promise<{ owner: ChildProcess; pids: Stack['pids'] }> {
  const library = new URL('../dist/index.js', import.meta.url).href;
  const program = `
    import { startStack } from ${JSON.stringify(library)};
    const stack = await startStack({ dataDir: ${JSON.stringify(dataDir)}, durability: 'lost-on-power-cut', onProgress: () => {} });
    process.stdout.write(JSON.stringify(stack.pids) + '\\n');
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  others.push(owner);
  const [line] = (await once(createInterface({ input: owner.stdout }), 'line')) as [string];
  return { owner, pids: JSON.parse(line) as Stack['pids'] };
}

function identitiesOf(pids: Stack['pids'], ...names: string[]): ProcessIdentity[] {
  return names.map((name) => identityOf(pids[name]!)!);
}

async function untilGone(processes: readonly ProcessIdentity[]): Promise<void> {
  const until = Date.now() + 10_000;
  while (processes.some(isRunning)) {
    if (Date.now() > until) throw new Error('a process is still running');
    await delay(20);
  }
}

async function killed(owner: ChildProcess): Promise<void> {
  owner.kill('SIGKILL');
  await once(owner, 'exit');
}

function portOf(address: string): number {
  return Number(address.split(':').at(-1));
}

describe('a running stack', () => {
  it('listens on loopback only', async () => {
    // Started by root, PostgreSQL runs as another user, who cannot enter a temporary directory unless it is open.
    chmodSync(dataDir, 0o755);
    const stack = await start();
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .find((address) => !address.internal && address.family === 'IPv4');
    const ports = [portOf(stack.brokers[0]!), Number(new URL(stack.adminDatabaseUrl).port)];
    const answers = async (host: string, port: number): Promise<boolean> => {
      const socket = connect({ host, port });
      return Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error').then(() => false)])
        .catch(() => false)
        .finally(() => socket.destroy());
    };
    for (const port of ports) {
      expect(await answers('127.0.0.1', port)).toBe(true);
      if (outside) expect(await answers(outside.address, port)).toBe(false);
    }
  });

  it('refuses a second start on its data directory, and names who holds it', async () => {
    await start(existing);
    await expect(start()).rejects.toMatchObject({
      code: 'data_dir_in_use',
      message: expect.stringContaining(`in use by process ${process.pid}`) as unknown,
    });
  });

  it('tells of a child that dies, with the end of its log and no secret', async () => {
    const stack = await start();
    const death = new Promise<StackError>((resolve) => {
      stack.onChildExit(resolve);
    });
    process.kill(stack.pids['kafka']!, 'SIGKILL');
    const error = await death;
    expect(error).toMatchObject({ code: 'child_died', retry: 'later' });
    expect(error.message).toMatch(
      /^kafka was ended by SIGKILL; the end of its log:\n.*\n.*kafka\.log, then start again$/s,
    );
    for (const secret of Object.values(readSecrets(dataDir))) expect(error.message).not.toContain(secret);
  });

  it('stops within 10 s and leaves no process, no lock, and no password in a log', async () => {
    const progress: string[] = [];
    const stack = await start({ onProgress: (line) => progress.push(line) });
    const processes = identitiesOf(stack.pids, 'kafka', 'postgres', 'watchdog');
    const began = performance.now();
    await stack.stop();
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(processes.slice(0, 2).some(isRunning)).toBe(false);
    await untilGone(processes);
    expect(readdirSync(join(dataDir, 'run'))).toEqual([]);
    expect(existsSync(join(dataDir, 'stack.lock'))).toBe(false);

    const logs = readdirSync(join(dataDir, 'logs')).map((name) => readFileSync(join(dataDir, 'logs', name), 'utf8'));
    const secrets = Object.values(readSecrets(dataDir));
    expect(secrets).toHaveLength(1);
    for (const secret of secrets) expect([...progress, ...logs].join('\n')).not.toContain(secret);
  });
});

describe('a start after its owner was killed', () => {
  it('finds nothing running, because the watchdog ended the children', async () => {
    const { owner, pids } = await startElsewhere();
    const children = identitiesOf(pids, 'kafka', 'postgres');
    await killed(owner);
    await untilGone(children);
    await start();
  });

  it('ends the children first when the watchdog was killed as well', async () => {
    const { owner, pids } = await startElsewhere();
    const children = identitiesOf(pids, 'kafka', 'postgres');
    process.kill(pids['watchdog']!, 'SIGKILL');
    await killed(owner);
    expect(children.every(isRunning)).toBe(true);
    const progress: string[] = [];
    await start({ onProgress: (line) => progress.push(line) });
    expect(children.some(isRunning)).toBe(false);
    expect(progress).toContain('ended what a killed start had left running');
  });

  it('recovers when everything was killed at once', async () => {
    const { owner, pids } = await startElsewhere();
    const children = identitiesOf(pids, 'kafka', 'postgres');
    process.kill(pids['watchdog']!, 'SIGKILL');
    for (const { pid } of children) process.kill(pid, 'SIGKILL');
    await killed(owner);
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(true);
    await start();
  });

  it('leaves a process alone whose pid was once a child’s', async () => {
    const bystander = spawn('sleep', ['60']);
    others.push(bystander);
    await once(bystander, 'spawn');
    const identity = identityOf(bystander.pid!)!;
    mkdirSync(join(dataDir, 'run'));
    const stale = { name: 'kafka', pid: identity.pid, started: 'long ago', owner: { pid: 1, started: 'long ago' } };
    writeFileSync(join(dataDir, 'run', 'kafka.pid.json'), JSON.stringify(stale));
    await start(existing);
    expect(isRunning(identity)).toBe(true);
  });

  it('begins anew where the killed one was still creating its data', async () => {
    mkdirSync(join(dataDir, 'postgres.new', 'base'), { recursive: true });
    mkdirSync(join(dataDir, 'kafka', 'data.new'), { recursive: true });
    writeFileSync(join(dataDir, 'kafka', 'data.new', 'meta.properties'), 'half');
    await start();
  });
});

describe('a start that cannot succeed', () => {
  /** A directory for the PATH with nothing but these programs. */
  function pathWith(programs: Readonly<Record<string, string>>): string {
    const bin = join(dataDir, 'bin');
    mkdirSync(bin);
    for (const [name, script] of Object.entries(programs)) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    return bin;
  }
  const java17 = `echo 'openjdk version "17.0.15" 2025-04-15' >&2`;

  it('says that there is no Java', async () => {
    await expect(start({ env: { PATH: '/nowhere' } })).rejects.toMatchObject({ code: 'java_missing' });
  });

  it('says that Java is too old', async () => {
    const PATH = pathWith({ java: `echo 'openjdk version "11.0.2" 2019-01-15' >&2` });
    await expect(start({ env: { PATH } })).rejects.toThrow('Kafka needs Java 17, and this is Java 11');
  });

  it('says that there is no Maven when Kafka has to be fetched', async () => {
    const PATH = pathWith({ java: java17 });
    await expect(start({ env: { PATH }, cacheDir: join(dataDir, 'cache') })).rejects.toMatchObject({
      code: 'maven_missing',
    });
  });

  it('shows what Maven said when it cannot fetch, without passwords, and keeps no part of it', async () => {
    const cacheDir = join(dataDir, 'cache');
    const PATH = pathWith({ java: java17, mvn: `echo 'no route to https://me:hunter2@mirror.example'; exit 1` });
    const failure = start({ env: { PATH }, cacheDir });
    await expect(failure).rejects.toMatchObject({ code: 'jars_unavailable', retry: 'later' });
    await expect(failure).rejects.toThrow('no route to https://me:***@mirror.example');
    expect(readdirSync(cacheDir)).toEqual([]);
  });

  it.each(['KAFKA_PORT', 'POSTGRES_PORT'] as const)('names %s when that port is taken', async (setting) => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      const { brokers, databaseUrl } = existing;
      const failure = start(
        setting === 'KAFKA_PORT' ? { kafkaPort: port, databaseUrl } : { postgresPort: port, brokers },
      );
      await expect(failure).rejects.toThrow(
        `port ${port} is taken by another program. Stop that program, or set ${setting} to a free port`,
      );
    } finally {
      server.close();
    }
    expect(readdirSync(join(dataDir, 'run'))).toEqual([]);
  });

  it('says that the disk is full before it writes anything', async () => {
    await expect(start({ minFreeBytes: Number.MAX_SAFE_INTEGER })).rejects.toMatchObject({ code: 'disk_full' });
  });

  it('says that the data directory cannot be written', async () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    await expect(start({ dataDir: file })).rejects.toMatchObject({ code: 'data_dir_unwritable' });
  });

  it('leaves nothing running when it is given up', async () => {
    const giveUp = new AbortController();
    const reason = new Error('the person pressed Ctrl-C');
    const failure = start({
      signal: giveUp.signal,
      onProgress: (line) => {
        if (line.startsWith('PostgreSQL listens')) giveUp.abort(reason);
      },
    });
    await expect(failure).rejects.toBe(reason);
    expect(readdirSync(join(dataDir, 'run'))).toEqual([]);
    expect(existsSync(join(dataDir, 'stack.lock'))).toBe(false);
  });
});

describe('existing servers', () => {
  it('are used as they are, and nothing is started', async () => {
    const stack = await start({ ...existing, env: { PATH: '/nowhere' } });
    expect(stack).toMatchObject({ brokers: existing.brokers, adminDatabaseUrl: existing.databaseUrl });
    expect(Object.keys(stack.pids)).toEqual(['watchdog']);
  });
});

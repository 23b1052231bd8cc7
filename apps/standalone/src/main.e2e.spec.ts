import { exec, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isRunning, type ProcessIdentity } from '@activity-log/embedded';
import { createTestDatabase, createTestTopics, testStack, waitFor } from '@activity-log/testing';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

jest.setTimeout(120_000);

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const startTimeoutMs = 60_000;

let dataDir: string;
let runs: Run[];

/** One `npm start`, and what it printed. */
interface Run {
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly exitCode: Promise<number | null>;
}

function start(env: NodeJS.ProcessEnv = {}): Run {
  const ports = { HTTP_PORT: '0', INGEST_HTTP_PORT: '0', KAFKA_PORT: '0', POSTGRES_PORT: '0' };
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...ports, DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exitCode = once(child, 'close').then(([code]) => code as number | null);
  const run: Run = { process: child, output: () => output, exitCode };
  runs.push(run);
  return run;
}

async function started(run: Run): Promise<{ query: string; ingest: string; token: string }> {
  await waitFor(() => run.output().includes('stop with Ctrl-C') || run.process.exitCode !== null, {
    timeoutMs: startTimeoutMs,
    describe: 'the end of the start',
  });
  const found = (pattern: RegExp): string => {
    const match = pattern.exec(run.output())?.[1];
    if (match === undefined) throw new Error(`the start went wrong: ${run.output()}`);
    return match;
  };
  return { query: found(/query +(\S+)/), ingest: found(/ingest +(http\S+)/), token: found(/TOKEN='(.+)'/) };
}

/** Every process that the run has told a later start of. */
function children(): Map<string, ProcessIdentity> {
  const files = readdirSync(join(dataDir, 'run')).map((name) => readFileSync(join(dataDir, 'run', name), 'utf8'));
  return new Map(
    files.map((text) => {
      const { name, pid, started } = JSON.parse(text) as ProcessIdentity & { name: string };
      return [name, { pid, started }];
    }),
  );
}

async function timeline(
  at: { query: string; token: string },
  path: string,
): Promise<{ status: number; count: number }> {
  const answer = await fetch(`${at.query}${path}`, { headers: { authorization: `Bearer ${at.token}`, orgid: 'acme' } });
  const body = (await answer.json()) as { data?: unknown[] };
  return { status: answer.status, count: body.data?.length ?? 0 };
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'activity-log-start-'));
  runs = [];
});
afterEach(async () => {
  for (const run of runs) if (run.process.exitCode === null) run.process.kill('SIGTERM');
  await Promise.all(runs.map((run) => run.exitCode));
  await rm(dataDir, { recursive: true, force: true });
});

describe('npm start', () => {
  it('brings up everything with a demo, answers the requests it prints, and stops within 10 s on Ctrl-C', async () => {
    const run = start();
    const at = await started(run);
    for (const service of [at.query, at.ingest]) expect((await fetch(`${service}/readyz`)).status).toBe(200);
    await waitFor(async () => (await timeline(at, '/crm/activity/by-customer/contact/contact-abc')).count > 0);
    await waitFor(async () => (await timeline(at, '/crm/activity/by-resource/ticket/T-1')).count > 0);
    // A thread of three, written over REST; the deleted one keeps its place.
    await waitFor(async () => (await timeline(at, '/crm/activity/comment/get/lead/lead-xyz')).count === 3);

    const [, body = '', url = ''] = /-d '(.+)' '(\S+)'/.exec(run.output()) ?? [];
    const headers = { authorization: `Bearer ${at.token}`, orgid: 'acme', 'content-type': 'application/json' };
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(201);

    const commands = [...run.output().matchAll(/^ {2}(.*npm run -s actlog -- .+)$/gm)].map(
      ([, command = '']) => command,
    );
    const answers = await Promise.all(commands.map((command) => promisify(exec)(command, { cwd: root })));
    expect(answers.map(({ stdout }) => stdout)).toEqual([
      expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+\n$/),
      expect.stringMatching(/the rollups are \d+ activit(y|ies) behind the log\n$/),
    ]);

    const processes = [...children().values()];
    expect([...children().keys()].sort()).toEqual(['ingest', 'kafka', 'postgres', 'query']);
    const began = performance.now();
    run.process.kill('SIGINT');
    expect(await run.exitCode).toBe(0);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(processes.some(isRunning)).toBe(false);
    expect(readdirSync(join(dataDir, 'run'))).toEqual([]);
  });

  it('goes on after kill -9 with the same data and the same tokens', async () => {
    const first = start();
    const before = await started(first);
    const path = '/crm/activity/by-customer/lead';
    const { count } = await waitFor(async () => {
      const answer = await timeline(before, path);
      return answer.count > 0 && answer;
    });
    const processes = [...children().values()];
    first.process.kill('SIGKILL');

    const at = await started(start({ DEMO: 'off' }));
    expect(processes.some(isRunning)).toBe(false);
    const after = await timeline({ query: at.query, token: before.token }, path);
    expect(after.status).toBe(200);
    expect(after.count).toBeGreaterThanOrEqual(count);
  });

  it('stops everything with a reason when a service dies', async () => {
    const run = start({ DEMO: 'off' });
    await started(run);
    const processes = [...children().values()];
    process.kill(children().get('query')!.pid, 'SIGKILL');
    expect(await run.exitCode).toBe(1);
    expect(run.output()).toContain('the activity log did not stay up: query was ended by SIGKILL');
    expect(processes.some(isRunning)).toBe(false);
  });

  it('stops everything with a reason when the broker dies', async () => {
    const run = start({ DEMO: 'off' });
    await started(run);
    const processes = [...children().values()];
    process.kill(children().get('kafka')!.pid, 'SIGKILL');
    expect(await run.exitCode).toBe(1);
    expect(run.output()).toContain('the activity log did not stay up: kafka was ended by SIGKILL');
    expect(processes.some(isRunning)).toBe(false);
  });

  it('can be stopped while it starts', async () => {
    const run = start();
    await waitFor(() => run.output().includes('PostgreSQL listens'), { timeoutMs: startTimeoutMs });
    run.process.kill('SIGTERM');
    expect(await run.exitCode).toBe(0);
    expect(readdirSync(join(dataDir, 'run'))).toEqual([]);
  });

  it.each(['HTTP_PORT', 'INGEST_HTTP_PORT', 'KAFKA_PORT', 'POSTGRES_PORT'])(
    'names %s when that port is taken',
    async (setting) => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const port = String((server.address() as AddressInfo).port);
      try {
        const run = start({ [setting]: port });
        expect(await run.exitCode).toBe(1);
        expect(run.output()).toContain(
          `port ${port} is taken by another program. Stop that program, or set ${setting} to a free port`,
        );
      } finally {
        server.close();
      }
      expect(readdirSync(join(dataDir, 'run'))).toEqual([]);
    },
  );

  it('with an existing database needs the passwords that its logins have, and changes none', async () => {
    const database = await createTestDatabase();
    const topics = await createTestTopics();
    const existing = {
      KAFKA_BROKERS: testStack().brokers.join(','),
      DATABASE_URL: database.adminUrl,
      DOMAIN_EVENTS_TOPIC: topics.domainEvents,
      DEAD_LETTER_TOPIC: topics.deadLetters,
      ACTIVITIES_TOPIC: topics.activities,
      INGEST_GROUP_ID: topics.domainEvents,
      DEMO: 'off',
    };
    try {
      const ignorant = start(existing);
      expect(await ignorant.exitCode).toBe(1);
      expect(ignorant.output()).toContain('Set INGEST_DATABASE_PASSWORD to its password');

      const { activity_ingest, activity_query } = testStack().passwords;
      const passwords = { INGEST_DATABASE_PASSWORD: activity_ingest, QUERY_DATABASE_PASSWORD: activity_query };
      const knowing = start({ ...existing, ...passwords });
      const { query } = await started(knowing);
      expect((await fetch(`${query}/readyz`)).status).toBe(200);
      knowing.process.kill('SIGTERM');
      expect(await knowing.exitCode).toBe(0);
    } finally {
      await database.drop();
    }
  });

  it('refuses a bad setting by its name and rule, without its value, before anything starts', async () => {
    const run = start({ HTTP_PORT: 'secret-port', DEMO: 'maybe' });
    expect(await run.exitCode).toBe(1);
    expect(run.output()).toContain('HTTP_PORT: must be a whole number from 0 to 65535\nDEMO: must be one of on, off');
    expect(run.output()).not.toContain('secret-port');
    expect(readdirSync(dataDir)).toEqual([]);
  });
});

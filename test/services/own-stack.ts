import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from '@activity-log/embedded';
import { migrate } from '@activity-log/store';
import type { Surroundings } from './log-under-test.js';

/** A broker and a database that a test may harm: no other test runs on them. */
export interface OwnStack extends Surroundings {
  /** Sends a signal to a child, SIGSTOP and SIGCONT among them. */
  signal(child: 'kafka' | 'postgres', signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

/** Starts a stack of the test's own, migrated. */
export async function startOwnStack(): Promise<OwnStack> {
  const dataDir = await mkdtemp(join(tmpdir(), 'activity-log-faults-'));
  const stack = await startStack({ dataDir, durability: 'lost-on-power-cut', onProgress: () => undefined });
  const passwords = {
    activity_ingest: randomBytes(18).toString('hex'),
    activity_query: randomBytes(18).toString('hex'),
  };
  await migrate({ adminUrl: stack.adminDatabaseUrl, passwords });
  const urlOf = (login: keyof typeof passwords): string => {
    const url = new URL(stack.adminDatabaseUrl);
    url.username = login;
    url.password = passwords[login];
    return url.href;
  };
  return {
    brokers: stack.brokers,
    adminUrl: stack.adminDatabaseUrl,
    ingestUrl: urlOf('activity_ingest'),
    queryUrl: urlOf('activity_query'),
    signal: (child, signal) => {
      const pid = stack.pids[child];
      if (pid === undefined) throw new Error(`${child} does not run`);
      process.kill(pid, signal);
    },
    stop: async () => {
      await stack.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

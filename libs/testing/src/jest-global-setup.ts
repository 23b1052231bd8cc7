import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack, type Stack } from '@activity-log/embedded';
import { migrate } from '@activity-log/store';
import { Client } from 'pg';
import { databaseUrl } from './database-url.js';
import { testStackVariable, type TestStack } from './test-stack.js';

declare global {
  var activityLogTestRun: { stack: Stack; dataDir: string } | undefined;
}

const templateDatabase = 'activity_log_template';

/** Starts the one stack of a test run and migrates the template of its databases. Jest calls it when a test of `real` runs. */
async function globalSetup(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'activity-log-test-'));
  const stack = await startStack({
    dataDir,
    durability: 'lost-on-power-cut',
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  globalThis.activityLogTestRun = { stack, dataDir };
  const passwords = { activity_ingest: randomPassword(), activity_query: randomPassword() };
  await createTemplate(stack.adminDatabaseUrl, passwords);
  const shared: TestStack = { brokers: stack.brokers, adminUrl: stack.adminDatabaseUrl, templateDatabase, passwords };
  process.env[testStackVariable] = JSON.stringify(shared);
}

async function createTemplate(adminUrl: string, passwords: TestStack['passwords']): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`create database ${templateDatabase}`);
  } finally {
    await client.end();
  }
  await migrate({ adminUrl: databaseUrl(adminUrl, { database: templateDatabase }), passwords });
}

function randomPassword(): string {
  return randomBytes(18).toString('base64url');
}

// Jest takes the default export of a setup file.
export { globalSetup as default };

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { createTestDatabase, testStack, waitFor, type TestDatabase } from '@activity-log/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LogUnderTest } from '../services/log-under-test.js';

const example = readFileSync(resolve(import.meta.dirname, 'publisher-example.ts'), 'utf8');

let database: TestDatabase;
let log: LogUnderTest;

beforeAll(async () => {
  database = await createTestDatabase();
  log = await LogUnderTest.create({ ...database, brokers: testStack().brokers });
  await log.startIngest();
}, 60_000);

afterAll(async () => {
  await log.close();
  await database.drop();
}, 30_000);

/** Runs the example as it stands, but for the address of the broker and the topic. */
async function runExample(): Promise<void> {
  const [broker = ''] = testStack().brokers;
  const source = example
    .replace('127.0.0.1:9092', broker)
    .replace("source: '/crm/tickets',", `source: '/crm/tickets', topic: '${log.topics.domainEvents}',`);
  expect(source).toContain(log.topics.domainEvents);
  await promisify(execFile)(process.execPath, ['--input-type=module-typescript', '--eval', source], {
    cwd: import.meta.dirname,
  });
}

describe('the publisher that README.md shows', () => {
  it('may be run again after a failure: the log has its event once, and nothing is dead-lettered', async () => {
    await runExample();
    await waitFor(async () => (await log.storedCount()) === 1);
    await runExample();
    await waitFor(async () => (await log.lag()) === 0n);
    expect(await log.storedCount()).toBe(1);
    expect(await log.deadLetters()).toEqual([]);
  }, 60_000);
});

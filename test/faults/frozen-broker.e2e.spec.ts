import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ActivityLog, createStoreDataSource } from '@activity-log/store';
import { anActivity, waitFor } from '@activity-log/testing';
import { LogUnderTest } from '../services/log-under-test.js';
import { startOwnStack, type OwnStack } from '../services/own-stack.js';

type StoreDataSource = ReturnType<typeof createStoreDataSource>;

let stack: OwnStack;
let log: LogUnderTest;
let store: StoreDataSource;

beforeAll(async () => {
  stack = await startOwnStack();
}, 60_000);

afterAll(async () => {
  await stack.stop();
}, 30_000);

beforeEach(async () => {
  log = await LogUnderTest.create(stack);
  store = createStoreDataSource({
    url: stack.ingestUrl,
    role: 'activity_appender',
    poolSize: 1,
    applicationName: 'test-appender',
  });
  await store.initialize();
}, 30_000);

afterEach(async () => {
  stack.signal('kafka', 'SIGCONT');
  await store.destroy();
  await log.close();
}, 60_000);

/** Appends to the log itself: the broker is not there to carry an event. */
async function append(org: string, count: number): Promise<void> {
  await new ActivityLog(store).append(Array.from({ length: count }, () => anActivity({ org })));
}

async function relayedOf(org: string): Promise<number> {
  const { rows } = await log.admin.query<{ relayed: string }>('select relayed from relay_cursor where org = $1', [org]);
  return Number(rows[0]?.relayed ?? 0);
}

async function failingChecks(baseUrl: string): Promise<readonly string[]> {
  const answer = await fetch(`${baseUrl}/readyz`);
  const { errors = [] } = (await answer.json()) as { errors?: readonly { path: string }[] };
  return errors.map(({ path }) => path);
}

const patient = { timeoutMs: 60_000 };

describe('query, when its broker is frozen', () => {
  it('says that it is not ready, ends in time with exit code 0, and the next publishes what was left', async () => {
    const query = await log.startQuery();
    await append('frozen', 2);
    await waitFor(async () => (await relayedOf('frozen')) === 2, patient);
    stack.signal('kafka', 'SIGSTOP');
    await append('frozen', 3);
    await waitFor(async () => (await failingChecks(query.baseUrl)).includes('relay'), { timeoutMs: 30_000 });
    expect(await failingChecks(query.baseUrl)).toEqual(['relay']);
    expect(await query.stop()).toBe(0);
    expect(await relayedOf('frozen')).toBe(2);

    stack.signal('kafka', 'SIGCONT');
    await log.startQuery();
    await waitFor(async () => (await relayedOf('frozen')) === 5, patient);
    await log.verify([]);
  }, 150_000);

  it('says so as well when it has nothing to publish, and recovers by itself', async () => {
    const query = await log.startQuery();
    stack.signal('kafka', 'SIGSTOP');
    await waitFor(async () => (await failingChecks(query.baseUrl)).includes('relay'), { timeoutMs: 40_000 });
    stack.signal('kafka', 'SIGCONT');
    await waitFor(async () => (await failingChecks(query.baseUrl)).length === 0, patient);
  }, 150_000);
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '@activity-log/embedded';
import { waitFor } from '@activity-log/testing';
import { Client } from 'pg';
import { CommitGate } from '../testing/commit-gate.spec.js';
import { QueryProcess } from '../testing/query-process.spec.js';
import { createQueryGround, startQuery, type QueryGround } from '../testing/query-under-test.spec.js';

const body = JSON.stringify({ type: 'call_logged', datatype: 'contact', ownerId: 'contact-abc' });

let ground: QueryGround;
let admin: Client;

beforeAll(async () => {
  ground = await createQueryGround();
  admin = new Client({ connectionString: ground.database.adminUrl, application_name: 'crash-test' });
  await admin.connect();
});

afterAll(async () => {
  await admin.end();
  await ground.remove();
});

async function post(url: string, key: string): Promise<Response> {
  const authorization = `Bearer ${await ground.issuer.token()}`;
  return fetch(`${url}/crm/activity/manage`, {
    method: 'POST',
    headers: { orgid: 'acme', authorization, 'idempotency-key': key },
    body,
  });
}

/** A query in a process of its own that is ready to answer. */
async function startProcess(
  env: Readonly<Record<string, string>> = {},
): Promise<{ url: string; process: QueryProcess }> {
  const port = await freePort();
  const process = new QueryProcess(ground, { ...env, HTTP_PORT: String(port) });
  const url = `http://127.0.0.1:${port}`;
  await waitFor(
    () =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    { timeoutMs: 30_000, describe: 'a ready query' },
  );
  return { url, process };
}

async function wires(): Promise<readonly string[]> {
  const { rows } = await admin.query<{ wire: string }>('select wire from activity order by position');
  return rows.map(({ wire }) => wire);
}

/** A request whose answer the death of the process takes away. */
const unanswered = (request: Promise<Response>): Promise<'unanswered'> =>
  request.then(
    ({ status }) => {
      throw new Error(`answered with ${status}`);
    },
    () => 'unanswered',
  );

describe('kill -9 of query', () => {
  it('between the commit and the answer leaves the answer for the repeat, and one activity', async () => {
    const before = await wires();
    const gate = await CommitGate.open(ground.database.queryUrl, { marker: 'insert into idempotency_key' });
    const { url, process } = await startProcess({ DATABASE_URL: gate.urlOf(ground.database.queryUrl) });
    const lost = unanswered(post(url, 'committed'));
    await gate.committed;
    await process.kill();
    expect(await lost).toBe('unanswered');
    await gate.close();
    const after = await wires();
    expect(after).toHaveLength(before.length + 1);

    const query = await startQuery(ground);
    const answers = [await post(query.url, 'committed'), await post(query.url, 'committed')];
    expect(answers.map(({ status, headers }) => [status, headers.get('idempotency-replayed')])).toEqual([
      [201, 'true'],
      [201, 'true'],
    ]);
    const [first, second] = await Promise.all(answers.map((answer) => answer.text()));
    expect(first).toBe(second);
    // The stored content is the answer's tail, byte for byte.
    expect(first).toMatch(/^\{"id":"act_/);
    expect(first?.endsWith(after.at(-1)!.slice(1))).toBe(true);
    expect(await wires()).toEqual(after);
    await query.stop();
  }, 90_000);

  it('before the commit leaves no key stuck and nothing stored', async () => {
    const { url, process } = await startProcess();
    const before = await wires();
    await admin.query('begin');
    await admin.query(`insert into org_head (org) values ('acme') on conflict do nothing`);
    await admin.query(`select from org_head where org = 'acme' for update`);
    const lost = unanswered(post(url, 'uncommitted'));
    const watcher = new Client({ connectionString: ground.database.adminUrl, application_name: 'watcher' });
    await watcher.connect();
    const waiting = async (): Promise<boolean> =>
      (await watcher.query(`select from pg_stat_activity where wait_event_type = 'Lock' and query like '%org_head%'`))
        .rowCount === 1;
    await waitFor(waiting, { describe: 'the append to wait' });
    await process.kill();
    expect(await lost).toBe('unanswered');
    await admin.query('rollback');
    await waitFor(async () => !(await waiting()), { describe: 'the append to end' });
    await watcher.end();

    const query = await startQuery(ground);
    const answer = await waitFor(
      async () => {
        const response = await post(query.url, 'uncommitted');
        return response.status === 409 ? undefined : response;
      },
      { describe: 'the key to be free' },
    );
    expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([201, null]);
    expect(await wires()).toHaveLength(before.length + 1);
    await query.stop();
  }, 90_000);
});

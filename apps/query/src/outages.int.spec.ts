import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anActivity, waitFor } from '@activity-log/testing';
import { Client } from 'pg';
import { createQueryGround, startQuery, startUnreadyQuery, type QueryGround } from './testing/query-under-test.spec.js';
import { TestWriter } from './testing/test-writer.spec.js';

const timeline = '/crm/activity/by-customer/contact/contact-abc';
/** Nothing listens there: port 1 needs rights that nobody uses. */
const nobody = '127.0.0.1:1';

describe('query', () => {
  let ground: QueryGround;

  beforeAll(async () => {
    ground = await createQueryGround();
    const writer = await TestWriter.open(ground.database);
    await writer.append(anActivity());
    await writer.close();
  });

  afterAll(() => ground.remove());

  it('reads and writes while the broker is away, says so, and stops at once', async () => {
    const query = await startUnreadyQuery(ground, { KAFKA_BROKERS: nobody });
    expect((await query.get(timeline)).status).toBe(200);
    const ready = await fetch(`${query.url}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([
      503,
      { code: 'unavailable', errors: [{ path: 'relay' }] },
    ]);
    expect((await fetch(`${query.url}/healthz`)).status).toBe(200);
    const began = Date.now();
    await query.stop();
    expect(Date.now() - began).toBeLessThan(9_000);
  }, 20_000);

  it('answers 503 while its connections are cut, and recovers by itself', async () => {
    const query = await startQuery(ground);
    const admin = new Client({ connectionString: ground.database.adminUrl, application_name: 'test-admin' });
    await admin.connect();
    // Of this database alone: other tests share the role.
    await admin.query(`alter database ${ground.database.name} connection limit 0`);
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'activity_query'`,
    );
    const cut = await waitFor(async () => {
      const response = await query.get(timeline);
      return response.status === 503 && response;
    });
    expect(await cut.json()).toMatchObject({ code: 'unavailable', error: { status: 503 } });
    expect(cut.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await fetch(`${query.url}/readyz`)).status).toBe(503);
    expect(await (await fetch(`${query.url}/metrics`)).text()).toContain('relay_lag_rows Nan');

    await admin.query(`alter database ${ground.database.name} connection limit -1`);
    await admin.end();
    await waitFor(async () => (await query.get(timeline)).status === 200);
    await waitFor(async () => (await fetch(`${query.url}/readyz`)).status === 200);
    await query.stop();
  }, 20_000);

  it('answers 500, not 503, for a fault of its own that trying again does not mend', async () => {
    const query = await startQuery(ground);
    const admin = new Client({ connectionString: ground.database.adminUrl, application_name: 'test-admin' });
    await admin.connect();
    await admin.query('revoke select on activity from activity_reader');
    const response = await query.get(timeline);
    expect([response.status, await response.json()]).toMatchObject([
      500,
      { code: 'internal_error', detail: 'Something went wrong here' },
    ]);
    expect(response.headers.get('retry-after')).toBeNull();
    await admin.query('grant select on activity to activity_reader');
    await admin.end();
    expect((await query.get(timeline)).status).toBe(200);
    await query.stop();
  }, 20_000);

  it('answers 503, not 401, while it has no key set', async () => {
    const query = await startUnreadyQuery(ground, { JWKS_FILE: '', JWKS_URI: `http://${nobody}/jwks` });
    const response = await query.get(timeline);
    expect([response.status, await response.json()]).toMatchObject([503, { code: 'unavailable' }]);
    await query.stop();
  });

  it('shows an org that has no log yet as empty, with a way to what comes', async () => {
    const query = await startQuery(ground);
    const token = await ground.issuer.token({ org: 'brand-new' });
    const response = await query.get(timeline, { token, headers: { orgid: 'brand-new' } });
    expect(await response.json()).toMatchObject({ data: [], meta: { total: 0, prev_cursor: expect.any(String) } });
    await query.stop();
  });
});

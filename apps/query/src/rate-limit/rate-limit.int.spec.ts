import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { KeyMaker } from '../testing/key-maker.spec.js';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';

const timeline = '/crm/activity/by-customer/contact/contact-abc';
const limit = 5;

describe('the rate limit', () => {
  let ground: QueryGround;
  let replicas: readonly [QueryUnderTest, QueryUnderTest];
  let keys: KeyMaker;
  let nth = 0;

  beforeAll(async () => {
    ground = await createQueryGround();
    const env = { RATE_LIMIT_PER_MINUTE: String(limit), TRUSTED_PROXIES: '127.0.0.1' };
    replicas = [await startQuery(ground, env), await startQuery(ground, env)];
    keys = await KeyMaker.open(ground.database);
  });
  afterAll(async () => {
    await keys.close();
    for (const replica of replicas) await replica.stop();
    await ground.remove();
  });

  /** A principal that nobody has met. */
  const somebody = (claims: object = {}): Promise<string> => {
    nth += 1;
    return ground.issuer.token({ sub: `usr_${nth}`, ...claims });
  };
  const ask = (replica: 0 | 1, token: string, path = timeline): Promise<Response> =>
    replicas[replica].get(path, { token });
  const exhaust = async (token: string): Promise<void> => {
    for (let n = 0; n < limit; n += 1) expect((await ask(0, token)).status).toBe(200);
  };
  const from = (address: string, token?: string): Promise<Response> =>
    fetch(`${replicas[0].url}${timeline}`, {
      headers: {
        orgid: 'acme',
        'x-forwarded-for': address,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
    });
  const asAdmin = async (statement: string): Promise<void> => {
    const admin = new Client({ connectionString: ground.database.adminUrl, application_name: 'test-admin' });
    await admin.connect();
    await admin.query(statement);
    await admin.end();
  };

  it('counts the requests of a principal on all replicas together, and says in each answer what remains', async () => {
    const token = await somebody();
    const answers = [];
    for (let n = 0; n < limit + 1; n += 1) answers.push(await ask((n % 2) as 0 | 1, token));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(answers.map(({ headers }) => headers.get('ratelimit-policy'))).toEqual(
      answers.map(() => '"principal";q=5;w=60'),
    );
    expect(answers.map(({ headers }) => headers.get('ratelimit')?.replace(/;t=\d+$/, ''))).toEqual(
      [4, 3, 2, 1, 0, 0].map((remaining) => `"principal";r=${remaining}`),
    );
  });

  it('answers 429 with the time to wait, the same for the principal on every route', async () => {
    const token = await somebody();
    await exhaust(token);
    for (const path of [timeline, '/v1/activity', '/v1/modules/tickets/records/T-1/activity']) {
      const response = await ask(0, token, path);
      expect([path, response.status]).toEqual([path, 429]);
      const wait = Number(response.headers.get('retry-after'));
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(60);
      expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(await response.json()).toMatchObject({
        code: 'rate_limited',
        error: { code: 'rate_limited', status: 429 },
      });
    }
  });

  it('is one principal’s: not that of another user, of another org, of another kind, or of a key', async () => {
    const sub = 'usr_shared';
    await exhaust(await somebody({ sub }));
    expect((await ask(0, await somebody({ sub }))).status).toBe(429);
    expect((await ask(0, await somebody())).status).toBe(200);
    expect((await ask(0, await somebody({ sub, kind: 'service' }))).status).toBe(200);
    const ofBeta = await somebody({ sub, org: 'beta' });
    expect((await replicas[0].get(timeline, { token: ofBeta, headers: { orgid: 'beta' } })).status).toBe(200);
    const [first, second] = [await keys.make(), await keys.make()];
    await exhaust(first.secret);
    expect((await ask(1, first.secret)).status).toBe(429);
    expect((await ask(1, second.secret)).status).toBe(200);
  });

  it('counts refused requests of a principal as well', async () => {
    const token = await somebody({ permissions: [] });
    const statuses = [];
    for (let n = 0; n < limit + 1; n += 1) statuses.push((await ask(0, token)).status);
    expect(statuses).toEqual([403, 403, 403, 403, 403, 429]);
  });

  it('leaves health, metrics and descriptions alone', async () => {
    for (const path of ['/healthz', '/readyz', '/metrics', '/docs-json']) {
      for (let n = 0; n < limit + 2; n += 1) {
        const response = await fetch(`${replicas[0].url}${path}`);
        expect([path, response.status, response.headers.get('ratelimit')]).toEqual([path, 200, null]);
      }
    }
  });

  it('goes on in each process alone while the store cannot count, and tells the operator', async () => {
    await asAdmin('revoke all on rate_limit from activity_limiter');
    try {
      const token = await somebody();
      const statuses = [];
      for (let n = 0; n < limit + 1; n += 1) statuses.push((await ask(0, token)).status);
      expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
      expect((await ask(1, token)).status).toBe(200);
      expect(await (await fetch(`${replicas[0].url}/metrics`)).text()).toMatch(
        /^http_rate_limit_store_failures_total [1-9]/m,
      );
    } finally {
      await asAdmin('grant select, insert, update, delete on rate_limit to activity_limiter');
    }
  });

  it('answers 429 to an address that brings too many refused credentials, and lets good ones of it pass', async () => {
    const address = '192.0.2.7';
    const refused = [];
    for (const token of [undefined, 'a.b.c', `ak_${'x'.repeat(43)}`, 'nonsense', 'a.b.c', 'a.b.c', undefined]) {
      refused.push(await from(address, token));
    }
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect(refused.at(-1)?.headers.get('ratelimit')).toMatch(/^"address";r=0;t=\d+$/);
    expect(Number(refused.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await from(address, await somebody())).status).toBe(200);
    expect((await from('192.0.2.8')).status).toBe(401);
  });

  it('looks up no key that it has not met for an address that was refused too often', async () => {
    const address = '192.0.2.9';
    const [met, unmet] = [await keys.make(), await keys.make()];
    expect((await from(address, met.secret)).status).toBe(200);
    for (let n = 0; n < limit + 1; n += 1) await from(address);
    expect((await from(address, unmet.secret)).status).toBe(429);
    expect((await from(address, met.secret)).status).toBe(200);
    expect((await from('192.0.2.10', unmet.secret)).status).toBe(200);
  });

  it('keeps no id of a principal in the database', async () => {
    await ask(0, await ground.issuer.token({ sub: 'usr_nameless' }));
    const admin = new Client({ connectionString: ground.database.adminUrl, application_name: 'test-admin' });
    await admin.connect();
    const { rows } = await admin.query<{ key: string }>('select key from rate_limit');
    await admin.end();
    expect(rows.length).toBeGreaterThan(0);
    for (const { key } of rows) expect(key).toMatch(/^[A-Za-z0-9_:-]{43,45}$/);
  });
});

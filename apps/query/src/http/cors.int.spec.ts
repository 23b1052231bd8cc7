import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';

const origin = 'https://crm.example.com';
const others = [
  'null',
  '*',
  'https://evil.example',
  'http://crm.example.com',
  'https://crm.example.com:444',
  'https://crm.example.com.evil.example',
  'https://evilcrm.example.com',
];

describe('a browser of another origin', () => {
  let ground: QueryGround;
  let query: QueryUnderTest;
  let token: string;

  beforeAll(async () => {
    ground = await createQueryGround();
    query = await startQuery(ground, { CORS_ORIGINS: `${origin},https://b.example.com` });
    token = await ground.issuer.token();
  });

  afterAll(async () => {
    await query.stop();
    await ground.remove();
  });

  const allowed = async (path: string, from: string, init: RequestInit = {}): Promise<string | null> => {
    const headers = { ...(init.headers as Record<string, string> | undefined), origin: from };
    const response = await fetch(`${query.url}${path}`, { ...init, headers });
    await response.body?.cancel();
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    return response.headers.get('access-control-allow-origin');
  };

  it.each(['/v1/activity', '/v1/activity/stream', '/v1/activity/none', '/nowhere'])(
    'reads the answer of %s when it is configured, and else none',
    async (path) => {
      const headers = { authorization: `Bearer ${token}` };
      expect(await allowed(path, origin, { headers })).toBe(origin);
      for (const other of others) expect([other, await allowed(path, other, { headers })]).toEqual([other, null]);
    },
  );

  it('is told by a preflight what it may send, and by an answer what it may read', async () => {
    const headers = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' };
    for (const other of others) {
      expect([other, await allowed('/v1/activity', other, { method: 'OPTIONS', headers })]).toEqual([other, null]);
    }
    const preflight = await fetch(`${query.url}/v1/activity`, { method: 'OPTIONS', headers: { ...headers, origin } });
    expect(preflight.headers.get('access-control-allow-headers')?.split(', ')).toEqual(
      expect.arrayContaining(['authorization', 'orgid', 'if-none-match', 'last-event-id', 'idempotency-key']),
    );
    const answer = await fetch(`${query.url}/v1/activity/none`, { headers: { origin } });
    expect(answer.headers.get('access-control-expose-headers')?.split(', ')).toEqual(
      expect.arrayContaining(['etag', 'link', 'location', 'ratelimit', 'retry-after']),
    );
    expect(answer.headers.get('vary')).toBe('Origin');
  });

  it('reads nothing at all when none is configured', async () => {
    const closed = await startQuery(ground);
    for (const from of [origin, 'null']) {
      const response = await fetch(`${closed.url}/v1/activity`, { headers: { origin: from } });
      expect([from, response.headers.get('access-control-allow-origin')]).toEqual([from, null]);
    }
    await closed.stop();
  });
});

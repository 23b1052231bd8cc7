import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';

const timeline = '/crm/activity/by-customer/contact/contact-abc';
const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Header and claims of a token as they are, so that a test can sign them in its own way. */
function parts(token: string): { header: Record<string, unknown>; claims: Record<string, unknown>; signature: string } {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const read = (part: string): Record<string, unknown> =>
    JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  return { header: read(header), claims: read(claims), signature };
}

describe('a token', () => {
  let ground: QueryGround;
  let query: QueryUnderTest;

  beforeAll(async () => {
    ground = await createQueryGround();
    query = await startQuery(ground);
  });

  afterAll(async () => {
    await query.stop();
    await ground.remove();
  });

  const hs256 = (header: object, claims: object, secret: string): string => {
    const signed = `${base64url(header)}.${base64url(claims)}`;
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  };

  /** Signed with a key that the attacker made. */
  const foreign = (header: object, claims: object, curve = 'P-256'): string => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: curve });
    const signed = `${base64url(header)}.${base64url(claims)}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  };

  it('signed with ES256 or RS256 by a key of the set is accepted', async () => {
    expect((await query.get(timeline)).status).toBe(200);
    expect((await query.get(timeline, { token: await ground.issuer.token({}, { kid: 'rs-1' }) })).status).toBe(200);
  });

  const attackerJwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  const hazards: readonly (readonly [string, (good: string) => string | Promise<string>])[] = [
    ['alg none', (good) => `${base64url({ alg: 'none', kid: 'es-1' })}.${base64url(parts(good).claims)}.`],
    [
      'alg none with a signature',
      (good) => `${base64url({ alg: 'none', kid: 'es-1' })}.${base64url(parts(good).claims)}.x`,
    ],
    [
      'HS256 with the public key as the secret',
      async (good) => {
        const { keys } = await ground.issuer.publicKeys();
        return hs256({ alg: 'HS256', kid: 'es-1' }, parts(good).claims, JSON.stringify(keys[0]));
      },
    ],
    [
      'an algorithm that its key is not for',
      (good) => `${base64url({ alg: 'RS256', kid: 'es-1' })}.${good.split('.').slice(1).join('.')}`,
    ],
    ['a signature of another curve', (good) => foreign({ alg: 'ES256', kid: 'es-1' }, parts(good).claims, 'P-384')],
    ["another issuer's signature", (good) => foreign({ alg: 'ES256', kid: 'es-1' }, parts(good).claims)],
    ['an unknown key id', () => ground.issuer.token({}, { kid: 'nobody' })],
    ['a hostile key id', () => ground.issuer.token({}, { kid: "../../dev/null' or 1=1 --" })],
    ['a key id like a prototype', () => ground.issuer.token({}, { kid: '__proto__' })],
    ['no key id', (good) => `${base64url({ alg: 'ES256' })}.${good.split('.').slice(1).join('.')}`],
    [
      'a key embedded in its header',
      (good) => foreign({ alg: 'ES256', kid: 'x', jwk: attackerJwk }, parts(good).claims),
    ],
    [
      'the address of a key set',
      (good) => foreign({ alg: 'ES256', kid: 'x', jku: 'http://127.0.0.1:1/' }, parts(good).claims),
    ],
    ['a certificate chain', (good) => foreign({ alg: 'ES256', kid: 'x', x5c: ['MIIB'] }, parts(good).claims)],
    ['a critical extension', () => ground.issuer.token({}, { crit: ['b64'], b64: true })],
    ['altered claims', (good) => good.replace(/\.[^.]+\./, `.${base64url({ ...parts(good).claims, org: 'other' })}.`)],
    ['a past expiry', () => ground.issuer.token({ exp: Math.floor(Date.now() / 1000) - 1 })],
    ['no expiry', () => ground.issuer.token({ exp: undefined })],
    ['a time before which it does not hold', () => ground.issuer.token({ nbf: Math.floor(Date.now() / 1000) + 60 })],
    ['another issuer', () => ground.issuer.token({ iss: 'somebody' })],
    ['no issuer', () => ground.issuer.token({ iss: undefined })],
    ['another audience', () => ground.issuer.token({ aud: 'somebody' })],
    ['a list of audiences', () => ground.issuer.token({ aud: ['activity-log', 'somebody'] })],
    ['no audience', () => ground.issuer.token({ aud: undefined })],
    ['claims that make nobody', () => ground.issuer.token({ kind: 'root' })],
    ['permissions that are no list', () => ground.issuer.token({ permissions: 'activity:read' })],
    ['12 kB', () => ground.issuer.token({ more: 'x'.repeat(9_000) })],
  ];

  it.each(hazards)('with %s is 401', async (_, forge) => {
    const response = await query.get(timeline, { token: await forge(await ground.issuer.token()) });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="activity-log", error="invalid_token"');
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({ code: 'unauthorized', error: { code: 'unauthorized', status: 401 } });
  });

  it('that is missing is 401 without a hint at an invalid one, whatever else is wrong with the request', async () => {
    for (const path of [timeline, `${timeline}?nonsense=1`, '/crm/activity/by-resource/contact/x']) {
      const response = await fetch(`${query.url}${path}`);
      expect([path, response.status, response.headers.get('www-authenticate')]).toEqual([
        path,
        401,
        'Bearer realm="activity-log"',
      ]);
    }
    const post = await fetch(`${query.url}/crm/activity/manage`, { method: 'POST', body: '{"not json' });
    expect(post.status).toBe(401);
  });

  it('in two Authorization headers is 401, whichever of them holds', async () => {
    const good = `Bearer ${await ground.issuer.token()}`;
    for (const pair of [
      [good, good],
      [good, 'Bearer a.b.c'],
      ['Bearer a.b.c', good],
    ]) {
      const status = await new Promise((resolve, reject) => {
        const headers = ['Host', '127.0.0.1', 'orgid', 'acme', ...pair.flatMap((value) => ['Authorization', value])];
        request(`${query.url}${timeline}`, { headers }, (response) => {
          resolve(response.resume().statusCode);
        })
          .on('error', reject)
          .end();
      });
      expect(status).toBe(401);
    }
  });

  it('of 1 MB ends the request with a client error', async () => {
    const response = await query.get(timeline, { token: `a.b.${'c'.repeat(1_000_000)}` }).catch(() => undefined);
    expect(response?.status ?? 431).toBe(431);
  });

  it('must agree with the header orgid, which must be there', async () => {
    const missing = await fetch(`${query.url}${timeline}`, {
      headers: { authorization: `Bearer ${await ground.issuer.token()}` },
    });
    expect(missing.status).toBe(400);
    expect(await missing.json()).toMatchObject({ code: 'invalid_request', errors: [{ path: 'orgid' }] });
    for (const orgid of ['other', 'ACME', 'acme, acme', 'acme,other']) {
      const response = await query.get(timeline, { headers: { orgid } });
      expect([orgid, response.status]).toEqual([orgid, 403]);
      expect(await response.json()).toMatchObject({ code: 'forbidden' });
    }
  });

  it('without the permission of the route is 403', async () => {
    const read = await query.get(timeline, { token: await ground.issuer.token({ permissions: ['activity:write'] }) });
    expect(read.status).toBe(403);
    const token = await ground.issuer.token({ permissions: ['activity:read'] });
    const write = await fetch(`${query.url}/crm/activity/manage`, {
      method: 'POST',
      headers: { orgid: 'acme', authorization: `Bearer ${token}` },
      body: JSON.stringify({ type: 'call_logged', datatype: 'contact', ownerId: 'contact-abc' }),
    });
    expect(write.status).toBe(403);
    expect(await write.json()).toMatchObject({ code: 'forbidden', detail: 'the permission activity:write is needed' });
  });

  it('never shows up in the log', async () => {
    const token = await ground.issuer.token({ kind: 'root' });
    await query.get(timeline, { token });
    expect(query.logLines.join('')).toContain('auth.claims_refused');
    expect(query.logLines.join('')).not.toContain(token.split('.')[1]);
  });
});

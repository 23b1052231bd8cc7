import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';

const record = { datatype: 'contact', ownerId: 'contact-abc' };
const routes = {
  '/crm/activity/manage': { ...record, type: 'call_logged', summary: 'Prüfung' },
  '/crm/activity/comment/create': { ...record, text: 'Prüfung' },
};

describe('a JSON body', () => {
  let ground: QueryGround;
  let query: QueryUnderTest;
  let authorization: string;

  beforeAll(async () => {
    ground = await createQueryGround();
    query = await startQuery(ground);
    authorization = `Bearer ${await ground.issuer.token()}`;
  });

  afterAll(async () => {
    await query.stop();
    await ground.remove();
  });

  describe.each(Object.entries(routes))('of %s', (path, value) => {
    const post = (body: Uint8Array, headers: Readonly<Record<string, string>>): Promise<Response> =>
      fetch(query.url + path, {
        method: 'POST',
        headers: { orgid: 'acme', authorization, ...headers },
        // A Uint8Array gets no content type of its own.
        body: Uint8Array.from(body),
      });
    const bytes = Buffer.from(JSON.stringify(value));

    it.each([
      {},
      { 'content-type': 'application/json; charset=utf-8' },
      { 'content-type': 'application/json; charset="UTF-8"; profile=x' },
      { 'content-type': 'text/plain;charset=utf8' },
      { 'content-encoding': 'identity' },
      { 'content-encoding': ' IDENTITY , identity' },
    ])('is taken with %j', async (headers) => {
      const response = await post(bytes, headers);
      expect(response.status).toBe(201);
      expect(await response.text()).toContain('Prüfung');
    });

    it.each([
      'application/json; charset=utf-16',
      'application/json;charset="ISO-8859-1"',
      'text/plain; charset=us-ascii',
      'application/json; charset=utf-8x',
      'application/jsonp',
      'json',
    ])('is refused as %s', async (contentType) => {
      const response = await post(bytes, { 'content-type': contentType });
      expect([response.status, response.headers.get('accept-encoding'), await response.json()]).toMatchObject([
        415,
        null,
        { code: 'unsupported_media_type' },
      ]);
    });

    it.each(['gzip', 'br', 'identity, gzip', 'GZIP', 'aws-chunked'])('is refused in the coding %s', async (coding) => {
      const response = await post(coding.toLowerCase().endsWith('gzip') ? gzipSync(bytes) : bytes, {
        'content-type': 'application/json',
        'content-encoding': coding,
      });
      expect([response.status, response.headers.get('accept-encoding'), await response.json()]).toMatchObject([
        415,
        'identity',
        { code: 'unsupported_media_type', detail: 'the body must not be compressed' },
      ]);
    });

    it('tells who has no token nothing of what it thinks of the body', async () => {
      const response = await post(bytes, { 'content-encoding': 'gzip', authorization: '' });
      expect(response.status).toBe(401);
    });
  });
});

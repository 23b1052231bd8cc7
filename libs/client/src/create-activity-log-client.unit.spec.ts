import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { createActivityLogClient } from './create-activity-log-client.js';

const problem = {
  type: '/docs/errors#record_not_found',
  title: 'No such record',
  status: 404,
  detail: 'no such record',
  code: 'record_not_found',
  error: { code: 'record_not_found', message: 'no such record', status: 404 },
};

/** What answers instead of the service, and the requests that it saw. */
function answering(status: number, body: object) {
  const requests: Request[] = [];
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  return {
    requests,
    fetch: (request: Request) => {
      requests.push(request);
      return Promise.resolve(new Response(JSON.stringify(body), { status, headers: { 'content-type': type } }));
    },
  };
}

describe('the client', () => {
  it('sends the token of the moment and the org with every request', async () => {
    const { requests, fetch } = answering(200, { data: [], meta: {} });
    let issued = 0;
    const client = createActivityLogClient({
      baseUrl: 'http://log.example',
      token: () => Promise.resolve(`token-${++issued}`),
      org: 'acme',
      fetch,
    });
    const params = { path: { datatype: 'contact', ownerId: 'a/b c' }, query: { pageSize: 7 } } as const;
    await client.GET('/crm/activity/by-customer/{datatype}/{ownerId}', { params });
    await client.GET('/v1/activity', { params: { query: { types: 'email.sent,email.opened' } } });
    expect(requests.map(({ url }) => url)).toEqual([
      'http://log.example/crm/activity/by-customer/contact/a%2Fb%20c?pageSize=7',
      'http://log.example/v1/activity?types=email.sent%2Cemail.opened',
    ]);
    expect(requests.map(({ headers }) => [headers.get('authorization'), headers.get('orgid')])).toEqual([
      ['Bearer token-1', 'acme'],
      ['Bearer token-2', 'acme'],
    ]);
  });

  it('gives the problem that the service answered, with its code', async () => {
    const { fetch } = answering(404, problem);
    const client = createActivityLogClient({ baseUrl: 'http://log.example', token: 'ak_1', org: 'acme', fetch });
    const { data, error, response } = await client.GET('/v1/activity/{id}', { params: { path: { id: 'act_1' } } });
    expect(data).toBeUndefined();
    expect(error?.code).toBe('record_not_found');
    expect(response.status).toBe(404);
  });

  it('knows the routes that the committed description has: run `npm run docs:openapi` after a change', async () => {
    const description = new URL('../../../docs/openapi.json', import.meta.url);
    const generated = await readFile(new URL('generated/activity-log-api.ts', import.meta.url), 'utf8');
    expect(COMMENT_HEADER + astToString(await openapiTS(description))).toBe(generated);
  }, 20_000);
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';
import { CommentClient, type SeenComment } from './comment-client.spec.js';

const record = { datatype: 'contact', ownerId: 'contact-abc' };

let ground: QueryGround;
let query: QueryUnderTest;
let comments: CommentClient;
let comment: SeenComment;

beforeAll(async () => {
  ground = await createQueryGround();
  query = await startQuery(ground);
  comments = new CommentClient(query, await ground.issuer.token());
  comment = await comments.created({ ...record, text: 'between ourselves', mentions: ['user-jane'] });
});

afterAll(async () => {
  await query.stop();
  await ground.remove();
});

/** Every route of comments, as one request each. */
const routes: readonly (readonly [string, (token: string, org?: string) => Promise<Response>])[] = [
  ['create', (token, org = 'acme') => comments.create({ ...record, text: 'a' }, { token, org })],
  ['get', (token, org = 'acme') => comments.get('contact/contact-abc', { token, org })],
  ['delete', (token, org = 'acme') => comments.delete(comment.id, { token, org })],
];

describe.each(routes)('comment/%s', (route, request) => {
  it('is 403 for a customer, of its own record too', async () => {
    const customer = { kind: 'customer', sub: 'cust_1', customer: 'contact/contact-abc' };
    const response = await request(await ground.issuer.token(customer));
    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain('between ourselves');
  });

  it('is 403 for a program, whatever its permissions', async () => {
    for (const permissions of [undefined, []]) {
      const claims = { kind: 'service', sub: 'svc_1', ...(permissions ? { permissions } : {}) };
      const response = await request(await ground.issuer.token(claims));
      expect([response.status, await response.json()]).toMatchObject([
        403,
        { detail: 'comments are for members of staff' },
      ]);
    }
  });

  it('is 403 for a member of staff without its permission', async () => {
    const permissions =
      route === 'get' ? ['comment:write', 'org:admin'] : ['activity:read', 'activity:write', 'org:admin'];
    expect((await request(await ground.issuer.token({ permissions }))).status).toBe(403);
  });

  it('is 401 without a token and 403 with the header of another org', async () => {
    expect((await request('none')).status).toBe(401);
    expect((await request(await ground.issuer.token(), 'beta')).status).toBe(403);
  });
});

describe('another org', () => {
  it('neither reads, nor answers, nor deletes a comment', async () => {
    const beta = { token: await ground.issuer.token({ org: 'beta' }), org: 'beta' };
    expect(await comments.list('contact/contact-abc', beta)).toMatchObject({ data: [], meta: { total: 0 } });
    const answer = await comments.create({ ...record, text: 'a', parentId: comment.id }, beta);
    expect([answer.status, await answer.json()]).toMatchObject([400, { errors: [{ path: 'parentId' }] }]);
    const deletion = await comments.delete(comment.id, beta);
    expect([deletion.status, await deletion.json()]).toMatchObject([404, { code: 'record_not_found' }]);
    expect((await comments.list('contact/contact-abc')).data).toEqual([comment]);
  });
});

describe('a customer', () => {
  it('finds no comment in its own timeline, nor in its total', async () => {
    const token = await ground.issuer.token({ kind: 'customer', sub: 'cust_1', customer: 'contact/contact-abc' });
    const response = await query.get('/crm/activity/by-customer/contact/contact-abc', { token });
    expect(await response.json()).toMatchObject({ data: [], meta: { total: 0 } });
  });
});

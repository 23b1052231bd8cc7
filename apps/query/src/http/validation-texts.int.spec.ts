import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';

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

const timeline = '/crm/activity/by-customer/contact/c';
const wholeNumber = (to: number): string => `must be a whole number from 1 to ${to}`;
const unknown = 'is not a parameter of this route';
const undecodable = 'must be percent-encoded UTF-8';

describe('a query that breaks rules', () => {
  it.each([
    ['/v1/activity?foo=1', [['foo', unknown]]],
    ['/v1/activity?constructor=1', [['constructor', unknown]]],
    ['/v1/activity/act_1?foo=1', [['foo', unknown]]],
    ['/v1/activity?page=abc', [['page', wholeNumber(999_999_999)]]],
    ['/v1/activity?per_page=0', [['per_page', wholeNumber(100)]]],
    [`${timeline}?pageSize=201`, [['pageSize', wholeNumber(200)]]],
    [`${timeline}?page=1&page=2`, [['page', 'must not be given more than once']]],
    ['/v1/activity?user_id=a&user_id=b', [['user_id', 'must not be given more than once']]],
    ['/v1/activity?type=email_sent&type=email_sent', [['type', 'must not be given more than once']]],
    ['/v1/activity?types=email_sent,,page.visited', [['types.1', 'must not be empty']]],
    ['/v1/activity/stats', [['group_by', 'is required']]],
    ['/v1/activity/export?format=xml', [['format', 'must be ndjson or csv']]],
    ['/repository/history/deals/d/diff?to=2', [['from', 'is required']]],
    [
      '/repository/history/deals/d/diff',
      [
        ['from', 'is required'],
        ['to', 'is required'],
      ],
    ],
    ['/v1/activity?user_id=%ff', [['user_id', undecodable]]],
    ['/v1/activity?field=%ED%A0%80', [['field', undecodable]]],
    ['/v1/activity/stats?group_by=type&user_id=%C3', [['user_id', undecodable]]],
    ['/v1/activity/stream?field=%FF', [['field', undecodable]]],
    ['/v1/activity/export?format=csv&module=deals&user_id=%FF', [['user_id', undecodable]]],
    [`${timeline}?cursor=%FF`, [['cursor', undecodable]]],
  ])('%s is told the first, and has each once', async (path, parts) => {
    const response = await query.get(path);
    const body = (await response.json()) as { readonly errors: readonly { path: string; rule: string }[] };
    const detail = parts[0]?.join(' ');
    expect([response.status, body]).toMatchObject([
      400,
      { code: 'invalid_request', detail, error: { code: 'invalid_request', message: detail } },
    ]);
    const byPath = (one: readonly string[], other: readonly string[]): number => (one.join() < other.join() ? -1 : 1);
    expect(body.errors.map(({ path: part, rule }) => [part, rule]).sort(byPath)).toEqual(parts);
  });

  it.each(['2024-01-01T00:00Z', '2024-01-01T02:00%2B0200', '2024-01-01T02:00:00+0200'])(
    'is none for from=%s',
    async (from) => {
      const ofNewYear = `/v1/activity/stats?group_by=type&from=${from}`;
      expect(await (await query.get(ofNewYear)).json()).toMatchObject({ meta: { from: '2024-01-01T00:00:00Z' } });
    },
  );
});

describe('a body that breaks rules', () => {
  it('is told the first, and has each part once', async () => {
    const response = await fetch(`${query.url}/crm/activity/manage`, {
      method: 'POST',
      headers: { orgid: 'acme', authorization: `Bearer ${await query.issuer.token()}` },
      body: JSON.stringify({
        type: 7,
        datatype: 'contact',
        durationSeconds: 'long',
        shoe: 1,
        subjects: [{ ownerId: '' }],
      }),
    });
    const body = (await response.json()) as { readonly detail: string; readonly errors: readonly object[] };
    expect(response.status).toBe(400);
    expect(body.errors).toHaveLength(6);
    expect(body).toMatchObject({
      code: 'invalid_request',
      errors: expect.arrayContaining([
        { path: 'shoe', rule: 'is not a field of this body' },
        { path: 'type', rule: 'must be a string' },
        { path: 'ownerId', rule: 'is required' },
        { path: 'durationSeconds', rule: 'is a number' },
        { path: 'subjects.0.datatype', rule: 'is required' },
        { path: 'subjects.0.ownerId', rule: 'is a text of 1 to 256 characters without control characters' },
      ]) as unknown,
    });
    const [first] = body.errors as readonly [{ readonly path: string; readonly rule: string }];
    expect(body.detail).toBe(`${first.path} ${first.rule}`);
  });
});

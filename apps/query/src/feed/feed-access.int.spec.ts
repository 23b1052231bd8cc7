import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createFeedsUnderTest } from './feeds-under-test.spec.js';
import type { ReadsUnderTest } from '../testing/reads-under-test.spec.js';

let feeds: ReadsUnderTest;

beforeAll(async () => {
  feeds = await createFeedsUnderTest();
});

afterAll(() => feeds.close());

describe('a feed', () => {
  it('needs a token and the permission, and no header orgid unless it agrees', async () => {
    const get = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${feeds.query.url}/v1/activity`, { headers });
    expect((await get({})).status).toBe(401);
    const token = await feeds.query.issuer.token();
    expect((await get({ authorization: `Bearer ${token}` })).status).toBe(200);
    expect((await get({ authorization: `Bearer ${token}`, orgid: 'other' })).status).toBe(403);
    const unable = await feeds.query.issuer.token({ permissions: ['activity:write'] });
    expect((await get({ authorization: `Bearer ${unable}` })).status).toBe(403);
  });

  describe('of a customer', () => {
    let customer: string;

    beforeAll(async () => {
      customer = await feeds.query.issuer.token({
        kind: 'customer',
        sub: 'c-1',
        customer: 'contact/c-1',
        permissions: ['activity:read'],
      });
    });

    it('is that of the own record, with what is meant for customers', async () => {
      const path = '/v1/modules/contacts/records/c-1/activity';
      const own = await feeds.read(path, customer);
      expect(own.data.map(({ summary }) => summary)).toEqual(['mailed', 'created']);
      expect(own.meta.total).toBe(2);
      const hidden = await feeds.read(`${path}?type=field.changed`, customer);
      expect([hidden.data, hidden.meta.total]).toEqual([[], 0]);
      const first = await feeds.read(`${path}?per_page=1`, customer);
      const second = await feeds.read(`${path}?cursor=${first.meta.next_cursor ?? ''}`, customer);
      expect(second.data.map(({ summary }) => summary)).toEqual(['created']);
      expect((await feeds.problem(`${path}?cursor=${first.meta.next_cursor ?? ''}`)).code).toBe('invalid_cursor');
    });

    it.each([
      ['/v1/activity', 403],
      ['/v1/modules/contacts/activity', 403],
      ['/v1/modules/tasks/activity', 403],
      ['/v1/modules/leads/records/l-1/activity', 404],
      ['/v1/modules/contacts/records/nobody/activity', 404],
      ['/v1/modules/deals/records/d-2/activity', 404],
    ])('is refused at %s with %i', async (path, status) => {
      expect((await feeds.query.get(path, { token: customer })).status).toBe(status);
    });

    it('follows links to what is about the own record and meant for customers, and to nothing else', async () => {
      const { data } = await feeds.read('/v1/activity');
      const seen = await Promise.all(
        data.map(async ({ id, summary }) => [
          summary,
          (await feeds.query.get(`/v1/activity/${id}`, { token: customer })).status,
        ]),
      );
      expect(seen.filter(([, status]) => status === 200).map(([summary]) => summary)).toEqual(['mailed', 'created']);
      expect(seen.every(([, status]) => status === 200 || status === 404)).toBe(true);
    });
  });
});

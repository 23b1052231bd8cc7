import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createFeedsUnderTest } from './feeds-under-test.spec.js';
import type { ActivityPage, ReadsUnderTest } from '../testing/reads-under-test.spec.js';

let feeds: ReadsUnderTest;

beforeAll(async () => {
  feeds = await createFeedsUnderTest();
});

afterAll(() => feeds.close());

describe('the pages of a feed', () => {
  it('is the same by pages and by cursors, which need no filters beside them', async () => {
    const path = '/v1/activity?field=status';
    const all = (await feeds.read(path)).data;
    const paged = await Promise.all([1, 2].map((page) => feeds.read(`${path}&per_page=2&page=${page}`)));
    expect(paged.flatMap(({ data }) => data)).toEqual(all);
    const [first] = paged;
    const second = await feeds.read(`/v1/activity?cursor=${first?.meta.next_cursor ?? ''}`);
    expect([second.data, second.meta.page, second.meta.per_page]).toEqual([all.slice(2), 2, 2]);
    const beside = await feeds.read(`${path}&per_page=2&cursor=${first?.meta.next_cursor ?? ''}`);
    expect(beside.data).toEqual(second.data);
  });

  it('repeats its cursors in the Link header', async () => {
    const response = await feeds.query.get('/v1/modules/deals/activity?per_page=1');
    const { meta } = (await response.json()) as ActivityPage;
    expect(response.headers.get('link')).toBe(
      `</v1/modules/deals/activity?cursor=${meta.next_cursor ?? ''}>; rel="next", </v1/modules/deals/activity?cursor=${meta.prev_cursor}>; rel="prev"`,
    );
  });

  it('does not continue a cursor of another feed, other filters or another size', async () => {
    const { meta } = await feeds.read('/v1/modules/deals/activity?field=status&per_page=1');
    const cursor = meta.next_cursor ?? '';
    for (const path of [
      `/v1/activity?cursor=${cursor}`,
      `/v1/modules/contacts/activity?cursor=${cursor}`,
      `/v1/modules/deals/records/d-1/activity?cursor=${cursor}`,
      `/v1/modules/deals/activity?field=stage&cursor=${cursor}`,
      `/v1/modules/deals/activity?user_id=usr_9&cursor=${cursor}`,
      `/v1/modules/deals/activity?per_page=2&cursor=${cursor}`,
      '/v1/activity?cursor=eyJpZCI6ImFjdF81MDAifQ==',
    ]) {
      expect([path, (await feeds.problem(path)).code]).toEqual([path, 'invalid_cursor']);
    }
    const other = await feeds.query.issuer.token({ org: 'other' });
    const response = await fetch(`${feeds.query.url}/v1/modules/deals/activity?cursor=${cursor}`, {
      headers: { authorization: `Bearer ${other}` },
    });
    expect(await response.json()).toMatchObject({ code: 'invalid_cursor' });
  });

  it.each([
    ['from=yesterday', "The 'from' date must be a date-time with an offset, such as "],
    ['from=', "The 'from' date must be a date-time with an offset, such as "],
    ['to=2026-02-30', "The 'to' date must be a date-time with an offset, such as "],
    ['to=2026-01-01T00:00:00', "The 'to' date must be a date-time with an offset, such as "],
    ['from=2026-01-02&to=2026-01-01', "The 'from' date must be before the 'to' date"],
    ['from=2026-01-01T01:00:00Z&to=2026-01-01T01:30:00%2B02:00', "The 'from' date must be before the 'to' date"],
  ])('refuses %s as invalid_date_range', async (filters, message) => {
    expect(await feeds.problem(`/v1/activity?${filters}`)).toMatchObject({
      status: 400,
      error: { code: 'invalid_date_range', message: expect.stringContaining(message) as unknown, status: 400 },
    });
  });

  it.each([
    ['per_page=101', 'per_page'],
    ['per_page=0', 'per_page'],
    ['page=0', 'page'],
    ['page=x', 'page'],
    ['type=a,b', 'type'],
    ['type=', 'type'],
    ['types=email.sent,', 'types.1'],
    ['types=Email', 'types.0'],
    ['user_id=', 'user_id'],
    ['user_id=a&user_id=b', 'user_id'],
    ['field=%00', 'field'],
    ['pageSize=5', 'pageSize'],
    ['owner=x', 'owner'],
    ['__proto__=x', '__proto__'],
  ])('refuses %s and names it', async (parameters, path) => {
    const { status, code, errors } = await feeds.problem(`/v1/activity?${parameters}`);
    expect([status, code, ...new Set(errors?.map((error) => error.path))]).toEqual([400, 'invalid_request', path]);
  });

  it('does not reach deeper by page numbers than 10,000 entries', async () => {
    expect(await feeds.problem('/v1/activity?page=101&per_page=100')).toMatchObject({ code: 'page_out_of_range' });
    expect((await feeds.read('/v1/activity?page=100&per_page=100')).data).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createFeedsUnderTest } from './feeds-under-test.spec.js';
import type { ReadsUnderTest } from '../testing/reads-under-test.spec.js';

let feeds: ReadsUnderTest;

beforeAll(async () => {
  feeds = await createFeedsUnderTest();
});

afterAll(() => feeds.close());

describe('the link to an activity', () => {
  it('answers with the bytes of the feed and a tag that saves sending them again', async () => {
    const { data } = await feeds.read('/v1/activity?type=email.sent');
    const [entry] = data;
    const response = await feeds.query.get(`/v1/activity/${entry?.id ?? ''}`);
    expect(await response.json()).toEqual(entry);
    const tag = response.headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    for (const named of [tag, `W/${tag}`, `"x", ${tag}`, '*']) {
      const again = await feeds.query.get(`/v1/activity/${entry?.id ?? ''}`, { headers: { 'if-none-match': named } });
      expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, tag, '']);
    }
    const other = await feeds.query.get(`/v1/activity/${entry?.id ?? ''}`, { headers: { 'if-none-match': '"x"' } });
    expect(other.status).toBe(200);
  });

  it.each(['act_00000000000000000000000000000000', 'act_1', 'x'])('is not found for %s', async (id) => {
    expect(await feeds.problem(`/v1/activity/${id}`)).toMatchObject({ status: 404, code: 'record_not_found' });
  });

  it('takes no query parameters', async () => {
    const { data } = await feeds.read('/v1/activity');
    expect(await feeds.problem(`/v1/activity/${data[0]?.id ?? ''}?page=1`)).toMatchObject({
      status: 400,
      errors: [{ path: 'page' }],
    });
  });

  it('is not found from another org', async () => {
    const { data } = await feeds.read('/v1/activity');
    const response = await fetch(`${feeds.query.url}/v1/activity/${data[0]?.id ?? ''}`, {
      headers: { authorization: `Bearer ${await feeds.query.issuer.token({ org: 'other' })}` },
    });
    expect(response.status).toBe(404);
  });
});

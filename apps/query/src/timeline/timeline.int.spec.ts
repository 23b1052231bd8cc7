import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toActivity, type Subject } from '@activity-log/activity';
import { anActivity, aTicketReplied } from '@activity-log/testing';
import {
  createReadsUnderTest,
  type ActivityPage,
  type Problem,
  type ReadsUnderTest,
} from '../testing/reads-under-test.spec.js';

const contact = (ownerId: string): readonly [Subject] => [{ datatype: 'contact', ownerId }];

describe('a timeline', () => {
  let reads: ReadsUnderTest;

  beforeAll(async () => {
    reads = await createReadsUnderTest();
  });

  afterAll(() => reads.close());

  const list = (path: string, token?: string): Promise<ActivityPage> => reads.read(path, token);
  const problem = (path: string, token?: string): Promise<Problem> => reads.problem(path, token);

  /** Follows next_cursor to the end, from the first page. */
  const walk = async (
    path: string,
    size: number,
  ): Promise<{ entries: ActivityPage['data'][number][]; first: ActivityPage }> => {
    const first = await list(`${path}?pageSize=${size}`);
    const entries = [...first.data];
    for (let next = first.meta.next_cursor; next !== null;) {
      const page = await list(`${path}?cursor=${next}`);
      entries.push(...page.data);
      next = page.meta.next_cursor;
    }
    return { entries, first };
  };

  it('is the same with a slash at the end of its address, where optional parts are left out', async () => {
    await reads.writer.append(
      anActivity({ subjects: contact('slash') }),
      anActivity({ subjects: [{ datatype: 'lead', ownerId: 'slash' }] }),
      anActivity({ subjects: contact('slash/') }),
    );
    const positions = async (path: string): Promise<readonly string[]> =>
      (await list(path)).data.map(({ position }) => position);
    for (const base of ['/crm/activity/by-customer', '/api/crm/activity/by-customer']) {
      for (const [path, count] of [
        [base, 3],
        [`${base}/contact`, 2],
        [`${base}/contact/slash`, 1],
      ] as const) {
        expect([path, (await positions(`${path}/`)).length]).toEqual([path, count]);
        expect(await positions(`${path}/?pageSize=200`)).toEqual(await positions(path));
      }
    }
    // One that is part of the id is none at the end of the address.
    expect(await positions('/crm/activity/by-customer/contact/slash%2F')).toEqual(['3']);
    expect(await positions('/crm/activity/by-customer/contact/slash%2F/')).toEqual(['3']);
  });

  it('is empty, with a way to what comes later, for a record that nothing is known of', async () => {
    const page = await list('/crm/activity/by-customer/contact/nobody');
    expect(page).toEqual({
      data: [],
      meta: { total: 0, page: 1, per_page: 50, total_pages: 0, next_cursor: null, prev_cursor: expect.any(String) },
    });
    await reads.writer.append(anActivity({ type: 'contact_created', subjects: contact('nobody') }));
    const later = await list(`/crm/activity/by-customer/contact/nobody?cursor=${page.meta.prev_cursor}`);
    expect(later.data).toHaveLength(1);
  });

  it('is found under every subject of an activity, by its pivot', async () => {
    const subjects: readonly [Subject, Subject] = [
      { datatype: 'ticket', ownerId: 'T-pivot' },
      { datatype: 'contact', ownerId: 'pivot', name: 'Ada' },
    ];
    await reads.writer.append(toActivity(aTicketReplied({ org: 'acme', subjects })));
    for (const path of ['by-customer/contact/pivot', 'by-resource/ticket/T-pivot']) {
      for (const base of ['/crm/activity', '/api/crm/activity']) {
        const { data } = await list(`${base}/${path}`);
        expect(data.map(({ type }) => type)).toEqual(['ticket_replied']);
      }
    }
  });

  it('refuses a datatype of the other pivot and names the parameter', async () => {
    expect(await problem('/crm/activity/by-resource/contact/pivot')).toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'datatype' }],
    });
    expect(await problem('/crm/activity/by-customer/ticket/T-1')).toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'datatype' }],
    });
    expect(await problem('/crm/activity/by-customer/ticket')).toMatchObject({ code: 'invalid_request' });
  });

  it('without an id is that of all customers of the datatype, without both that of all customers', async () => {
    await reads.writer.append(
      anActivity({ org: 'acme', type: 'record_created', subjects: [{ datatype: 'merchant', ownerId: 'm-1' }] }),
      anActivity({ org: 'acme', type: 'record_created', subjects: [{ datatype: 'merchant', ownerId: 'm-2' }] }),
      anActivity({ org: 'acme', type: 'record_created', subjects: [{ datatype: 'deal', ownerId: 'd-1' }] }),
    );
    expect((await list('/crm/activity/by-customer/merchant')).meta.total).toBe(2);
    const all = await list('/crm/activity/by-customer');
    expect(all.meta.total).toBeGreaterThanOrEqual(4);
    expect(new Set(all.data.map(({ id }) => id)).size).toBe(all.data.length);
  });

  it('is in order of timestamp and then position, newest first, the same by pages and by cursors', async () => {
    const times = ['10', '12', '11', '12', '09', '12', '10'];
    for (const hour of times) {
      await reads.writer.append(
        anActivity({ type: 'contact_created', occurredAt: `2026-01-01T${hour}:00:00Z`, subjects: contact('order') }),
      );
    }
    const path = '/crm/activity/by-customer/contact/order';
    const all = (await list(path)).data;
    const sorted = [...all].sort((a, b) =>
      a.timestamp === b.timestamp
        ? Number(BigInt(b.position) - BigInt(a.position))
        : a.timestamp < b.timestamp
          ? 1
          : -1,
    );
    expect(all).toEqual(sorted);
    expect(all).toHaveLength(7);
    const paged = await Promise.all([1, 2, 3].map((page) => list(`${path}?page=${page}&pageSize=3`)));
    expect(paged.flatMap(({ data }) => data)).toEqual(all);
    expect(paged.map(({ meta }) => [meta.page, meta.per_page, meta.total, meta.total_pages])).toEqual([
      [1, 3, 7, 3],
      [2, 3, 7, 3],
      [3, 3, 7, 3],
    ]);
    expect((await walk(path, 2)).entries).toEqual(all);
    expect((await list(`${path}?page=9`)).data).toEqual([]);
  });

  it('shows each entry once to who walks to its end and then asks for what is new, whatever arrives meanwhile', async () => {
    const path = '/crm/activity/by-customer/lead/walked';
    const subjects: readonly [Subject] = [{ datatype: 'lead', ownerId: 'walked' }];
    const at = (minute: number): string => `2026-02-01T10:${String(minute).padStart(2, '0')}:00Z`;
    const entry = (minute: number) => anActivity({ type: 'record_created', occurredAt: at(minute), subjects });
    await reads.writer.append(...Array.from({ length: 20 }, (_, i) => entry(i * 2)));

    const first = await list(`${path}?pageSize=3`);
    const seen = [...first.data];
    let written = 20;
    for (let next = first.meta.next_cursor, round = 0; next !== null; round += 1) {
      // New, late, and of the same timestamp as one that was seen.
      await reads.writer.append(entry(59), entry(0), entry((round * 6) % 40));
      written += 3;
      const page = await list(`${path}?cursor=${next}`);
      expect(page.data.every(({ position }) => seen.every((known) => known.position !== position))).toBe(true);
      seen.push(...page.data);
      next = page.meta.next_cursor;
    }
    expect(seen).toHaveLength(20);

    let since = first.meta.prev_cursor;
    for (let more = true; more;) {
      const page = await list(`${path}?cursor=${since}`);
      expect(page.meta.next_cursor).toBeNull();
      const positions = page.data.map(({ position }) => BigInt(position));
      expect(positions).toEqual([...positions].sort((a, b) => (a < b ? -1 : 1)));
      seen.push(...page.data);
      since = page.meta.prev_cursor;
      more = page.data.length > 0;
    }
    expect(seen).toHaveLength(written);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(written);
    expect((await list(path)).meta.total).toBe(written);
  });

  it('repeats its cursors as links that work', async () => {
    const response = await reads.query.get('/api/crm/activity/by-customer/contact/order?pageSize=2');
    const links = [...(response.headers.get('link') ?? '').matchAll(/<([^>]+)>; rel="(\w+)"/g)].map(([, url, rel]) => [
      rel,
      url,
    ]);
    expect(links.map(([rel]) => rel)).toEqual(['next', 'prev']);
    expect((await list(links[0]?.[1] ?? '')).data).toHaveLength(2);
  });

  it('continues a cursor under either base path, and beside parameters that agree', async () => {
    const { meta } = await list('/crm/activity/by-customer/contact/order?pageSize=2');
    const next = meta.next_cursor ?? '';
    const alone = await list(`/api/crm/activity/by-customer/contact/order?cursor=${next}`);
    expect(await list(`/crm/activity/by-customer/contact/order?cursor=${next}&pageSize=2&page=2`)).toEqual(alone);
    expect(alone.meta.page).toBe(2);
  });

  it.each([
    ['another record', '/crm/activity/by-customer/contact/other?cursor='],
    ['all customers of the datatype', '/crm/activity/by-customer/contact?cursor='],
    ['another route', '/crm/activity/by-resource/deal/order?cursor='],
    ['another page size', '/crm/activity/by-customer/contact/order?pageSize=3&cursor='],
    ['another page', '/crm/activity/by-customer/contact/order?page=1&cursor='],
  ])('refuses its cursor for %s', async (_, path) => {
    const { meta } = await list('/crm/activity/by-customer/contact/order?pageSize=2');
    const response = await reads.query.get(`${path}${meta.next_cursor ?? ''}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'invalid_cursor', error: { code: 'invalid_cursor' } });
  });

  it('refuses the cursor of another org', async () => {
    const { meta } = await list('/crm/activity/by-customer/contact/order?pageSize=2');
    const response = await reads.query.get(`/crm/activity/by-customer/contact/order?cursor=${meta.next_cursor ?? ''}`, {
      token: await reads.ground.issuer.token({ org: 'other' }),
      headers: { orgid: 'other' },
    });
    expect(await response.json()).toMatchObject({ status: 400, code: 'invalid_cursor' });
  });

  it.each([
    ['an unknown parameter', 'per_page=2', 'per_page'],
    ['a misspelt parameter', 'pagesize=2', 'pagesize'],
    ['a prototype parameter', '__proto__=2', '__proto__'],
    ['a parameter that every object inherits', 'toString=2', 'toString'],
    ['page 0', 'page=0', 'page'],
    ['a page that is no number', 'page=two', 'page'],
    ['a page in another notation', 'page=1e1', 'page'],
    ['an empty page', 'page=', 'page'],
    ['a page twice', 'page=1&page=2', 'page'],
    ['page size 0', 'pageSize=0', 'pageSize'],
    ['page size 201', 'pageSize=201', 'pageSize'],
    ['an empty cursor', 'cursor=', 'cursor'],
    ['two cursors', 'cursor=a&cursor=b', 'cursor'],
  ])('refuses %s and names it', async (_, search, path) => {
    const { code, errors } = await problem(`/crm/activity/by-customer/contact/order?${search}`);
    expect([code, [...new Set(errors?.map((error) => error.path))]]).toEqual(['invalid_request', [path]]);
  });

  it.each([
    ['a NUL in the id', 'contact/a%00b', 'ownerId'],
    ['an id of 257 characters', `contact/${'x'.repeat(257)}`, 'ownerId'],
    ['a datatype in capitals', 'Contact/x', 'datatype'],
  ])('refuses %s and names it', async (_, path, name) => {
    expect(await problem(`/crm/activity/by-customer/${path}`)).toMatchObject({
      code: 'invalid_request',
      errors: [{ path: name }],
    });
  });

  it('finds ids with slashes, spaces and letters of any script', async () => {
    const ownerId = 'a/b c?é漢字&';
    await reads.writer.append(anActivity({ type: 'contact_created', subjects: contact(ownerId) }));
    expect((await list(`/crm/activity/by-customer/contact/${encodeURIComponent(ownerId)}`)).data).toHaveLength(1);
  });

  it('refuses page numbers beyond 10,000 entries and points to cursors', async () => {
    expect((await reads.query.get('/crm/activity/by-customer/contact/order?page=200&pageSize=50')).status).toBe(200);
    expect(await problem('/crm/activity/by-customer/contact/order?page=201&pageSize=50')).toMatchObject({
      code: 'page_out_of_range',
      detail: expect.stringContaining('next_cursor'),
    });
  });

  it('shows nothing of another org', async () => {
    const subjects = contact('shared');
    await reads.writer.append(
      anActivity({ type: 'contact_created', subjects }),
      anActivity({ org: 'other', type: 'contact_created', subjects, summary: 'of the other org' }),
    );
    const mine = await list('/crm/activity/by-customer/contact/shared');
    expect([mine.meta.total, mine.data.length, mine.data[0]?.summary]).toEqual([1, 1, undefined]);
  });

  describe('for a customer', () => {
    const own = '/crm/activity/by-customer/contact/ada';
    let ada: string;

    beforeAll(async () => {
      ada = await reads.ground.issuer.token({ kind: 'customer', sub: 'ada', customer: 'contact/ada' });
      await reads.writer.append(
        anActivity({ type: 'contact_created', subjects: contact('ada') }),
        anActivity({ type: 'note_added', subjects: contact('ada'), summary: 'for staff only' }),
        anActivity({ type: 'ticket_created', subjects: [{ datatype: 'ticket', ownerId: 'T-ada' }, ...contact('ada')] }),
        anActivity({ type: 'comment_added', subjects: contact('ada'), summary: 'for staff only' }),
        anActivity({ type: 'contact_created', subjects: contact('bob') }),
      );
    });

    it('has only what is meant for customers, in the data and in the total, by pages, older and newer', async () => {
      const page = await list(own, ada);
      expect(page.data.map(({ type }) => type)).toEqual(['ticket_created', 'contact_created']);
      expect(page.meta.total).toBe(2);
      expect((await list(own)).meta.total).toBe(4);

      const first = await list(`${own}?pageSize=1`, ada);
      const second = await list(`${own}?cursor=${first.meta.next_cursor ?? ''}`, ada);
      expect([second.data.map(({ type }) => type), second.meta.next_cursor]).toEqual([['contact_created'], null]);
      await reads.writer.append(
        anActivity({ type: 'note_added', subjects: contact('ada') }),
        anActivity({ type: 'order_placed', subjects: [{ datatype: 'order', ownerId: 'O-1' }, ...contact('ada')] }),
      );
      const newer = await list(`${own}?cursor=${first.meta.prev_cursor}`, ada);
      expect(newer.data.map(({ type }) => type)).toEqual(['order_placed']);
    });

    it.each([
      '/crm/activity/by-customer/contact/bob',
      '/crm/activity/by-customer/contact/nobody-at-all',
      '/crm/activity/by-customer/lead/ada',
      '/crm/activity/by-customer/contact',
      '/crm/activity/by-customer',
      '/crm/activity/by-resource/ticket/T-ada',
      '/api/crm/activity/by-customer/contact/bob',
    ])('is not found at %s, whether or not there is anything', async (path) => {
      const response = await reads.query.get(path, { token: ada });
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'record_not_found' });
    });

    it('does not continue a cursor of staff', async () => {
      const { meta } = await list(`${own}?pageSize=1`);
      for (const cursor of [meta.next_cursor ?? '', meta.prev_cursor]) {
        expect(await problem(`${own}?cursor=${cursor}`, ada)).toMatchObject({ code: 'invalid_cursor' });
      }
    });

    it('takes no activities, even with the permission in the token', async () => {
      const response = await fetch(`${reads.query.url}/crm/activity/manage`, {
        method: 'POST',
        headers: { orgid: 'acme', authorization: `Bearer ${ada}` },
        body: JSON.stringify({ type: 'call_logged', datatype: 'contact', ownerId: 'ada' }),
      });
      expect(response.status).toBe(403);
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Subject } from '@activity-log/activity';
import { anActivity, type DomainEventOverrides } from '@activity-log/testing';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';
import { TestWriter } from '../testing/test-writer.spec.js';

interface Entry {
  readonly id: string;
  readonly type: string;
  readonly activityType: string;
  readonly position: string;
  readonly summary?: string;
}
interface List {
  readonly data: readonly Entry[];
  readonly meta: {
    readonly total: number;
    readonly page: number;
    readonly per_page: number;
    readonly total_pages: number;
    readonly next_cursor: string | null;
    readonly prev_cursor: string;
  };
}
interface Problem {
  readonly status: number;
  readonly code: string;
  readonly error: { readonly code: string; readonly message: string; readonly status: number };
  readonly errors?: readonly { readonly path: string }[];
}

const record = (datatype: string, ownerId: string): readonly [Subject] => [{ datatype, ownerId }];
const sarah = { id: 'usr_123', name: 'Sarah Chen', email: 'sarah@example.com' };
const ada = { id: 'usr_9', name: 'Ada' };
const change = (field: string) => ({ field, from: 'a', to: 'b' });

/** What the log holds, oldest first; each entry is known by its summary. */
const entries: readonly DomainEventOverrides[] = [
  {
    summary: 'created',
    type: 'contact_created',
    subjects: record('contact', 'c-1'),
    user: sarah,
    occurredAt: '2026-01-01T00:00:00Z',
  },
  {
    summary: 'tagged',
    type: 'contact_tagged',
    subjects: record('contact', 'c-1'),
    user: sarah,
    changes: [change('tags')],
    occurredAt: '2026-01-02T00:00:00Z',
  },
  {
    summary: 'staged',
    type: 'lead_stage_changed',
    subjects: record('lead', 'l-1'),
    user: ada,
    changes: [change('stage'), change('status')],
    occurredAt: '2026-01-03T00:00:00Z',
  },
  {
    summary: 'changed',
    type: 'field_changed',
    subjects: record('deal', 'd-1'),
    user: ada,
    changes: [change('status')],
    occurredAt: '2026-01-04T10:00:00Z',
  },
  {
    summary: 'updated',
    type: 'record_updated',
    subjects: record('deal', 'd-1'),
    user: sarah,
    changes: [change('status')],
    occurredAt: '2026-01-05T10:00:00Z',
  },
  {
    summary: 'mailed',
    type: 'email_sent',
    subjects: record('contact', 'c-1'),
    user: null,
    metadata: { email_id: 'eml_1' },
    occurredAt: '2026-01-06T10:00:00.5Z',
  },
  {
    summary: 'demoed',
    type: 'demo_given',
    subjects: [...record('deal', 'd-2'), ...record('contact', 'c-1')],
    user: ada,
    occurredAt: '2026-01-07T10:00:00Z',
  },
  {
    summary: 'planned',
    type: 'demo_given',
    subjects: record('spaceship', 's-1'),
    user: null,
    occurredAt: '2026-01-08T10:00:00Z',
  },
];

describe('a feed', () => {
  let ground: QueryGround;
  let query: QueryUnderTest;
  let writer: TestWriter;

  beforeAll(async () => {
    ground = await createQueryGround();
    query = await startQuery(ground);
    writer = await TestWriter.open(ground.database);
    await writer.append(...entries.map((entry) => anActivity({ org: 'acme', ...entry })));
    await writer.append(anActivity({ org: 'other', type: 'field_changed', changes: [change('status')] }));
  });

  afterAll(async () => {
    await writer.close();
    await query.stop();
    await ground.remove();
  });

  const list = async (path: string, token?: string): Promise<List> => {
    const response = await query.get(path, token === undefined ? {} : { token });
    const body = await response.text();
    if (response.status !== 200) throw new Error(`${response.status} for ${path}: ${body}`);
    return JSON.parse(body) as List;
  };
  const problem = async (path: string, token?: string): Promise<Problem> =>
    (await (await query.get(path, token === undefined ? {} : { token })).json()) as Problem;
  /** The summaries of a first page, newest first, and the total. */
  const found = async (path: string): Promise<readonly unknown[]> => {
    const { data, meta } = await list(path);
    expect(meta.total).toBe(data.length);
    return data.map(({ summary }) => summary);
  };

  it("has every activity of the org, B's name in type and A's in activityType", async () => {
    const { data, meta } = await list('/v1/activity');
    expect(data.map(({ summary }) => summary)).toEqual(entries.map(({ summary }) => summary).reverse());
    expect(data.map(({ type, activityType }) => [type, activityType]).slice(-3)).toEqual([
      ['field.changed', 'lead_stage_changed'],
      ['field.changed', 'contact_tagged'],
      ['record.created', 'contact_created'],
    ]);
    expect(meta).toEqual({
      total: 8,
      page: 1,
      per_page: 25,
      total_pages: 1,
      next_cursor: null,
      prev_cursor: expect.any(String),
    });
  });

  it('of a module and of a record goes by the first subject', async () => {
    expect(await found('/v1/modules/contacts/activity')).toEqual(['mailed', 'tagged', 'created']);
    expect(await found('/v1/modules/deals/activity')).toEqual(['demoed', 'updated', 'changed']);
    expect(await found('/v1/modules/spaceship/activity')).toEqual(['planned']);
    expect(await found('/v1/modules/deals/records/d-1/activity')).toEqual(['updated', 'changed']);
    expect(await found('/v1/modules/contacts/records/c-1/activity')).toEqual(['mailed', 'tagged', 'created']);
  });

  it.each([
    ['type=field.changed', ['changed', 'staged', 'tagged']],
    ['type=field_changed', ['changed']],
    ['type=record.created', ['created']],
    ['type=demo.given', ['planned', 'demoed']],
    ['type=record.deleted', []],
    ['types=record.created,email_sent', ['mailed', 'created']],
    ['types=record.created,%20field.changed,record.created', ['changed', 'staged', 'tagged', 'created']],
    ['type=contact_tagged&types=field.changed,email.sent', ['tagged']],
    ['type=email.sent&types=record.created', []],
    ['user_id=usr_123', ['updated', 'tagged', 'created']],
    ['user_id=nobody', []],
    ['field=status', ['updated', 'changed', 'staged']],
    ['field=tags', ['tagged']],
    ['field=nothing', []],
    ['from=2026-01-07T10:00:00Z', ['planned', 'demoed']],
    ['from=2026-01-07T12:00:00%2B02:00', ['planned', 'demoed']],
    ['from=2026-01-07T12:00:00+02:00', ['planned', 'demoed']],
    ['from=2026-01-07', ['planned', 'demoed']],
    ['to=2026-01-02', ['tagged', 'created']],
    ['to=2026-01-01T23:59:59.999Z', ['created']],
    ['from=2026-01-06T10:00:00.500Z&to=2026-01-06T10:00:00.500Z', ['mailed']],
    ['type=field.changed&field=status&from=2026-01-04T00:00:00Z&user_id=usr_9', ['changed']],
    ['type=field.changed&field=status&from=2026-01-05T00:00:00Z&user_id=usr_9', []],
    ['field=status&user_id=usr_123', ['updated']],
    ['user_id=usr_9&type=demo_given', ['demoed']],
    ['user_id=usr_123&from=2026-01-02T00:00:00.000Z', ['updated', 'tagged']],
  ])('of the workspace, filtered by %s', async (filters, summaries) => {
    expect(await found(`/v1/activity?${filters}`)).toEqual(summaries);
  });

  it.each([
    ['deals', 'type=field.changed&field=status&user_id=usr_9', ['changed']],
    ['deals', 'field=status', ['updated', 'changed']],
    ['deals', 'user_id=usr_9', ['demoed', 'changed']],
    ['deals', 'types=record.updated,demo.given&user_id=usr_123', ['updated']],
    ['leads', 'field=stage&user_id=usr_9', ['staged']],
    ['contacts', 'type=field.changed', ['tagged']],
    ['contacts', 'from=2026-01-02&to=2026-01-06', ['tagged']],
    ['contacts/records/c-1', 'type=field.changed&per_page=1', ['tagged']],
    ['contacts/records/c-1', 'user_id=usr_123', ['tagged', 'created']],
    ['contacts/records/c-1', 'user_id=usr_123&field=tags', ['tagged']],
    ['contacts/records/c-1', 'user_id=usr_9&field=tags', []],
    ['contacts/records/c-1', 'field=tags', ['tagged']],
    ['contacts/records/c-1', 'field=status', []],
    ['deals/records/d-1', 'field=status&type=record_updated', ['updated']],
    ['deals/records/d-1', 'from=2026-01-05', ['updated']],
  ])('of %s, filtered by %s', async (scope, filters, summaries) => {
    expect(await found(`/v1/modules/${scope}/activity?${filters}`)).toEqual(summaries);
  });

  it('is the same by pages and by cursors, which need no filters beside them', async () => {
    const path = '/v1/activity?field=status';
    const all = (await list(path)).data;
    const paged = await Promise.all([1, 2].map((page) => list(`${path}&per_page=2&page=${page}`)));
    expect(paged.flatMap(({ data }) => data)).toEqual(all);
    const [first] = paged;
    const second = await list(`/v1/activity?cursor=${first?.meta.next_cursor ?? ''}`);
    expect([second.data, second.meta.page, second.meta.per_page]).toEqual([all.slice(2), 2, 2]);
    const beside = await list(`${path}&per_page=2&cursor=${first?.meta.next_cursor ?? ''}`);
    expect(beside.data).toEqual(second.data);
  });

  it('repeats its cursors in the Link header', async () => {
    const response = await query.get('/v1/modules/deals/activity?per_page=1');
    const { meta } = (await response.json()) as List;
    expect(response.headers.get('link')).toBe(
      `</v1/modules/deals/activity?cursor=${meta.next_cursor ?? ''}>; rel="next", </v1/modules/deals/activity?cursor=${meta.prev_cursor}>; rel="prev"`,
    );
  });

  it('does not continue a cursor of another feed, other filters or another size', async () => {
    const { meta } = await list('/v1/modules/deals/activity?field=status&per_page=1');
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
      expect([path, (await problem(path)).code]).toEqual([path, 'invalid_cursor']);
    }
    const other = await query.issuer.token({ org: 'other' });
    const response = await fetch(`${query.url}/v1/modules/deals/activity?cursor=${cursor}`, {
      headers: { authorization: `Bearer ${other}` },
    });
    expect(await response.json()).toMatchObject({ code: 'invalid_cursor' });
  });

  it.each([
    ['from=yesterday', "The 'from' date is not an ISO 8601 date"],
    ['from=', "The 'from' date is not an ISO 8601 date"],
    ['to=2026-02-30', "The 'to' date is not an ISO 8601 date"],
    ['to=2026-01-01T00:00:00', "The 'to' date is not an ISO 8601 date"],
    ['from=2026-01-02&to=2026-01-01', "The 'from' date must be before the 'to' date"],
    ['from=2026-01-01T01:00:00Z&to=2026-01-01T01:30:00%2B02:00', "The 'from' date must be before the 'to' date"],
  ])('refuses %s as invalid_date_range', async (filters, message) => {
    expect(await problem(`/v1/activity?${filters}`)).toMatchObject({
      status: 400,
      error: { code: 'invalid_date_range', message, status: 400 },
    });
  });

  it.each([
    ['per_page=101', 'per_page'],
    ['per_page=0', 'per_page'],
    ['page=0', 'page'],
    ['page=x', 'page'],
    ['type=a,b', 'type'],
    ['type=', 'type'],
    ['types=email.sent,', 'types'],
    ['types=Email', 'types'],
    ['user_id=', 'user_id'],
    ['user_id=a&user_id=b', 'user_id'],
    ['field=%00', 'field'],
    ['pageSize=5', 'pageSize'],
    ['owner=x', 'owner'],
    ['__proto__=x', '__proto__'],
  ])('refuses %s and names it', async (parameters, path) => {
    const { status, code, errors } = await problem(`/v1/activity?${parameters}`);
    expect([status, code, ...new Set(errors?.map((error) => error.path))]).toEqual([400, 'invalid_request', path]);
  });

  it('does not reach deeper by page numbers than 10,000 entries', async () => {
    expect(await problem('/v1/activity?page=101&per_page=100')).toMatchObject({ code: 'page_out_of_range' });
    expect((await list('/v1/activity?page=100&per_page=100')).data).toEqual([]);
  });

  it.each([
    '/v1/modules/tasks/activity',
    '/v1/modules/contact/activity',
    '/v1/modules/contacts/records/nobody/activity',
    '/v1/modules/leads/records/c-1/activity',
    '/v1/modules/tasks/activity?field=status',
  ])('is not found at %s, where nothing was ever recorded', async (path) => {
    expect(await problem(path)).toMatchObject({ status: 404, error: { code: 'record_not_found', status: 404 } });
  });

  it('needs a token and the permission, and no header orgid unless it agrees', async () => {
    const get = (headers: Record<string, string>): Promise<Response> => fetch(`${query.url}/v1/activity`, { headers });
    expect((await get({})).status).toBe(401);
    const token = await query.issuer.token();
    expect((await get({ authorization: `Bearer ${token}` })).status).toBe(200);
    expect((await get({ authorization: `Bearer ${token}`, orgid: 'other' })).status).toBe(403);
    const unable = await query.issuer.token({ permissions: ['activity:write'] });
    expect((await get({ authorization: `Bearer ${unable}` })).status).toBe(403);
  });

  describe('of a customer', () => {
    let customer: string;

    beforeAll(async () => {
      customer = await query.issuer.token({
        kind: 'customer',
        sub: 'c-1',
        customer: 'contact/c-1',
        permissions: ['activity:read'],
      });
    });

    it('is that of the own record, with what is meant for customers', async () => {
      const path = '/v1/modules/contacts/records/c-1/activity';
      const own = await list(path, customer);
      expect(own.data.map(({ summary }) => summary)).toEqual(['mailed', 'created']);
      expect(own.meta.total).toBe(2);
      const hidden = await list(`${path}?type=field.changed`, customer);
      expect([hidden.data, hidden.meta.total]).toEqual([[], 0]);
      const first = await list(`${path}?per_page=1`, customer);
      const second = await list(`${path}?cursor=${first.meta.next_cursor ?? ''}`, customer);
      expect(second.data.map(({ summary }) => summary)).toEqual(['created']);
      expect((await problem(`${path}?cursor=${first.meta.next_cursor ?? ''}`)).code).toBe('invalid_cursor');
    });

    it.each([
      ['/v1/activity', 403],
      ['/v1/modules/contacts/activity', 403],
      ['/v1/modules/tasks/activity', 403],
      ['/v1/modules/leads/records/l-1/activity', 404],
      ['/v1/modules/contacts/records/nobody/activity', 404],
      ['/v1/modules/deals/records/d-2/activity', 404],
    ])('is refused at %s with %i', async (path, status) => {
      expect((await query.get(path, { token: customer })).status).toBe(status);
    });

    it('follows links to what is about the own record and meant for customers, and to nothing else', async () => {
      const { data } = await list('/v1/activity');
      const seen = await Promise.all(
        data.map(async ({ id, summary }) => [
          summary,
          (await query.get(`/v1/activity/${id}`, { token: customer })).status,
        ]),
      );
      expect(seen.filter(([, status]) => status === 200).map(([summary]) => summary)).toEqual(['mailed', 'created']);
      expect(seen.every(([, status]) => status === 200 || status === 404)).toBe(true);
    });
  });

  describe('links to an activity', () => {
    it('that answers with the bytes of the feed and a tag that saves sending them again', async () => {
      const { data } = await list('/v1/activity?type=email.sent');
      const [entry] = data;
      const response = await query.get(`/v1/activity/${entry?.id ?? ''}`);
      expect(await response.json()).toEqual(entry);
      const tag = response.headers.get('etag') ?? '';
      expect(tag).toMatch(/^"[\w-]{22}"$/);
      for (const named of [tag, `W/${tag}`, `"x", ${tag}`, '*']) {
        const again = await query.get(`/v1/activity/${entry?.id ?? ''}`, { headers: { 'if-none-match': named } });
        expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, tag, '']);
      }
      const other = await query.get(`/v1/activity/${entry?.id ?? ''}`, { headers: { 'if-none-match': '"x"' } });
      expect(other.status).toBe(200);
    });

    it.each(['act_00000000000000000000000000000000', 'act_1', 'x'])('that is not found for %s', async (id) => {
      expect(await problem(`/v1/activity/${id}`)).toMatchObject({ status: 404, code: 'record_not_found' });
    });

    it('that takes no query parameters', async () => {
      const { data } = await list('/v1/activity');
      expect(await problem(`/v1/activity/${data[0]?.id ?? ''}?page=1`)).toMatchObject({
        status: 400,
        errors: [{ path: 'page' }],
      });
    });

    it('that is not found from another org', async () => {
      const { data } = await list('/v1/activity');
      const response = await fetch(`${query.url}/v1/activity/${data[0]?.id ?? ''}`, {
        headers: { authorization: `Bearer ${await query.issuer.token({ org: 'other' })}` },
      });
      expect(response.status).toBe(404);
    });
  });
});

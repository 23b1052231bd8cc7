import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anActivity } from '@activity-log/testing';
import { KeyMaker } from '../testing/key-maker.spec.js';
import { startQuery } from '../testing/query-under-test.spec.js';
import { createReadsUnderTest, type ReadsUnderTest } from '../testing/reads-under-test.spec.js';

/** The tables of document B, row by row, and what it shows of one entry and of pages; asked by a program with an API key. */
let reads: ReadsUnderTest;
let keys: KeyMaker;
let API_KEY: string;

const user = { id: 'usr_123', name: 'Sarah Chen', email: 'sarah@example.com' };
const record = { datatype: 'contact', ownerId: 'rec_789', name: 'Acme Corp' } as const;
const january = (day: number): string => `2024-01-${String(day).padStart(2, '0')}T10:30:00Z`;

/** The activity types of document B, each with an activity that has it. */
const types = {
  'record.created': { type: 'record_created' },
  'record.updated': { type: 'record_updated', changes: [{ field: 'status', from: 'active', to: 'closed' }] },
  'record.deleted': { type: 'record_deleted' },
  'field.changed': { type: 'field_changed', changes: [{ field: 'deal_stage', from: 'proposal', to: 'negotiation' }] },
  'email.sent': { type: 'email_sent', metadata: { email_id: 'eml_abc123' } },
  'email.received': { type: 'email_received', metadata: { email_id: 'eml_abc124' } },
  'comment.added': { type: 'comment_added', metadata: { comment_id: 'cmt_abc' } },
  'automation.triggered': { type: 'automation_triggered', metadata: { automation_id: 'auto_123' } },
} as const;

beforeAll(async () => {
  reads = await createReadsUnderTest();
  keys = await KeyMaker.open(reads.ground.database);
  API_KEY = (await keys.make()).secret;
  await reads.writer.append(
    ...Object.values(types).map((each, day) =>
      anActivity({
        ...each,
        subjects: [record],
        user: each.type === 'automation_triggered' ? null : user,
        occurredAt: january(day + 1),
      }),
    ),
    anActivity({ type: 'record_created', subjects: [record], user: null, occurredAt: '2024-02-01T00:00:00Z' }),
  );
});

afterAll(async () => {
  await keys.close();
  await reads.close();
});

function get(path: string, key = API_KEY): Promise<Response> {
  return fetch(`${reads.query.url}/v1${path}`, { headers: { Authorization: `Bearer ${key}` } });
}

interface Feed {
  readonly data: readonly { readonly type: string; readonly timestamp: string }[];
  readonly meta: Readonly<Record<string, unknown>>;
}

async function feed(path: string, key = API_KEY): Promise<Feed> {
  const response = await get(path, key);
  expect([path, response.status]).toEqual([path, 200]);
  return (await response.json()) as Feed;
}

describe("document B's tables", () => {
  it.each(Object.keys(types))('have the activity type %s, which is filtered by', async (type) => {
    const { data } = await feed(`/modules/contacts/records/rec_789/activity?type=${type}`);
    expect(new Set(data.map((entry) => entry.type))).toEqual(new Set([type]));
  });

  it('have the fields of an entry', async () => {
    const ofEntry = { datatype: 'contact', ownerId: 'rec_entry', name: 'Acme Corp' } as const;
    await reads.writer.append(
      anActivity({
        type: 'record_updated',
        subjects: [ofEntry],
        user: { id: 'usr_456', name: 'John Smith', email: 'john@example.com' },
        occurredAt: '2024-01-15T10:30:00Z',
        changes: [{ field: 'status', from: 'active', to: 'closed' }],
        metadata: { ip_address: '192.168.1.1', user_agent: 'Mozilla/5.0...' },
      }),
    );
    const { data } = await feed('/modules/contacts/records/rec_entry/activity');
    expect(data).toEqual([
      expect.objectContaining({
        id: expect.stringMatching(/^act_/),
        type: 'record.updated',
        timestamp: '2024-01-15T10:30:00Z',
        user: { id: 'usr_456', name: 'John Smith', email: 'john@example.com' },
        record: { id: 'rec_entry', module: 'contacts', name: 'Acme Corp' },
        changes: [{ field: 'status', from: 'active', to: 'closed' }],
        metadata: { ip_address: '192.168.1.1', user_agent: 'Mozilla/5.0...' },
      }),
    ]);
    const { data: ofSystem } = await feed('/activity?type=automation.triggered');
    expect(ofSystem).toEqual([expect.objectContaining({ user: null })]);
  });

  it.each([
    ['?type=record.updated', ['record.updated']],
    ['?types=record.created,record.updated', ['record.created', 'record.updated', 'record.created']],
    ['?user_id=usr_123&to=2024-01-03', ['record.updated', 'record.created']],
    ['?from=2024-01-08T00:00:00Z', ['record.created', 'automation.triggered']],
    ['?to=2024-01-31T23:59:59Z&from=2024-01-08T00:00:00Z', ['automation.triggered']],
    ['?field=status', ['record.updated']],
  ])('have the filter %s', async (filter, expected) => {
    const { data } = await feed(`/modules/contacts/records/rec_789/activity${filter}`);
    expect(data.map(({ type }) => type)).toEqual(expected);
  });

  it('have page 1 and 25 entries a page by default, and 100 at the most', async () => {
    expect((await feed('/activity')).meta).toMatchObject({ page: 1, per_page: 25 });
    expect((await feed('/activity?per_page=100')).meta).toMatchObject({ per_page: 100 });
    expect((await get('/activity?per_page=101')).status).toBe(400);
  });

  it('have the meta of page 2 of 1,250 entries, and a cursor that goes on from there', async () => {
    const { secret } = await keys.make({ org: 'large' });
    const numbered = Array.from({ length: 1_250 }, (_, n) =>
      anActivity({
        org: 'large',
        type: 'record_created',
        subjects: [record],
        occurredAt: new Date(Date.UTC(2024, 0, 1) + n * 60_000).toISOString(),
      }),
    );
    await reads.writer.append(...numbered);
    const second = await feed('/activity?per_page=50&page=2', secret);
    expect(second.data).toHaveLength(50);
    expect(second.meta).toEqual({
      total: 1_250,
      page: 2,
      per_page: 50,
      total_pages: 25,
      next_cursor: expect.any(String),
      prev_cursor: expect.any(String),
    });
    const third = await feed(`/activity?cursor=${String(second.meta['next_cursor'])}`, secret);
    expect(third.data).toEqual((await feed('/activity?per_page=50&page=3', secret)).data);
  });

  it('have a printed cursor, which is of no page of this log', async () => {
    const response = await get('/activity?cursor=eyJpZCI6ImFjdF81MDAifQ==');
    expect([response.status, await response.json()]).toMatchObject([400, { error: { code: 'invalid_cursor' } }]);
  });

  it.each([
    [400, 'invalid_date_range', '/activity?from=soon', undefined],
    [400, 'invalid_date_range', '/activity?from=2024-02-01T00:00:00Z&to=2024-01-01T00:00:00Z', undefined],
    [401, 'unauthorized', '/activity', 'YOUR_API_KEY'],
    [403, 'forbidden', '/activity', 'without a scope'],
    [404, 'record_not_found', '/modules/contacts/records/nobody/activity', undefined],
    [404, 'record_not_found', '/modules/nothing/activity', undefined],
  ])('have the error %i %s', async (status, code, path, whose) => {
    const key = whose === 'without a scope' ? (await keys.make({ scopes: ['activity:write'] })).secret : whose;
    const response = await get(path, key);
    expect([response.status, await response.json()]).toMatchObject([
      status,
      { error: { code, message: expect.stringMatching(/./), status } },
    ]);
  });

  it('have the error 429 rate_limited', async () => {
    const limited = await startQuery(reads.ground, { RATE_LIMIT_PER_MINUTE: '1' });
    const { secret } = await keys.make();
    const ask = () => fetch(`${limited.url}/v1/activity`, { headers: { Authorization: `Bearer ${secret}` } });
    const statuses = [(await ask()).status];
    const response = await ask();
    await limited.stop();
    expect([...statuses, response.status, await response.json()]).toMatchObject([
      200,
      429,
      { error: { code: 'rate_limited', message: expect.stringMatching(/./), status: 429 } },
    ]);
  });
});

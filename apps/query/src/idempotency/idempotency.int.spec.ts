import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@activity-log/testing';
import { Client } from 'pg';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';
import { TopicReader } from '../testing/topic-reader.spec.js';

const routes = [
  ['manage', { type: 'call_logged', summary: 'first' }, { type: 'call_logged', summary: 'changed' }],
  ['comment/create', { text: 'first' }, { text: 'changed' }],
] as const;

let ground: QueryGround;
let query: QueryUnderTest;
let admin: Client;
let sarah: string;

beforeAll(async () => {
  ground = await createQueryGround();
  query = await startQuery(ground);
  admin = new Client({ connectionString: ground.database.adminUrl, application_name: 'idempotency-test' });
  await admin.connect();
  sarah = await ground.issuer.token();
});

afterAll(async () => {
  await admin.end();
  await query.stop();
  await ground.remove();
});

/** Everything a client sees of an answer. */
interface Seen {
  readonly status: number;
  readonly replayed: string | null;
  readonly type: string | null;
  readonly location: string | null;
  readonly retryAfter: string | null;
  readonly body: string;
}

interface Sent {
  readonly url?: string;
  readonly base?: string;
  readonly token?: string;
  readonly org?: string;
}

async function send(
  [route, key, body]: readonly [route: string, key: string | undefined, body: unknown],
  { url = query.url, base = '/crm/activity', token = sarah, org = 'acme' }: Sent = {},
): Promise<Seen> {
  const response = await fetch(`${url}${base}/${route}`, {
    method: 'POST',
    headers: { orgid: org, authorization: `Bearer ${token}`, ...(key === undefined ? {} : { 'idempotency-key': key }) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return {
    status: response.status,
    replayed: response.headers.get('idempotency-replayed'),
    type: response.headers.get('content-type'),
    location: response.headers.get('location'),
    retryAfter: response.headers.get('retry-after'),
    body: await response.text(),
  };
}

/** Erases an activity; false while it is not published. */
async function erase(id: string): Promise<boolean> {
  const response = await fetch(`${query.url}/v1/activity/${id}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${sarah}` },
  });
  return response.status === 204;
}

/** How many activities the log has about a record. */
async function activitiesOf(ownerId: string): Promise<number> {
  const { rows } = await admin.query<{ count: number }>(
    'select count(*)::int as count from activity where owner_id = $1',
    [ownerId],
  );
  return rows[0]!.count;
}

/** Holds the log of an org, so that an append waits with its key in hand. Call what it returns to let it go. */
async function holdLog(org: string): Promise<() => Promise<unknown>> {
  await admin.query('begin');
  await admin.query('select from org_head where org = $1 for update', [org]);
  return () => admin.query('rollback');
}

async function appendWaits(): Promise<void> {
  const watcher = new Client({ connectionString: ground.database.adminUrl, application_name: 'watcher' });
  await watcher.connect();
  await waitFor(
    async () => {
      const { rowCount } = await watcher.query(
        `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
      );
      return (rowCount ?? 0) > 0;
    },
    { describe: 'an append to wait for the log' },
  );
  await watcher.end();
}

describe.each(routes)('POST %s with an Idempotency-Key', (route, content, otherContent) => {
  const about = (ownerId: string, parts: object = content): object => ({
    ...parts,
    datatype: 'contact',
    ownerId: `${route}-${ownerId}`,
  });

  it('is answered again byte for byte and does nothing again, under either base path, whatever the order of the keys', async () => {
    const body = about('repeated');
    const first = await send([route, 'repeated', body]);
    expect([first.status, first.replayed]).toEqual([201, null]);
    const again = { ...first, replayed: 'true' };
    expect(await send([route, 'repeated', body])).toEqual(again);
    expect(await send([route, '"repeated"', body], { base: '/api/crm/activity' })).toEqual(again);
    const reversed = JSON.stringify(Object.fromEntries(Object.entries(body).reverse()), undefined, 2);
    expect(await send([route, 'repeated', reversed])).toEqual(again);
    expect(await activitiesOf(`${route}-repeated`)).toBe(1);
  });

  it('is 422 with another body, and the first answer stays', async () => {
    const first = await send([route, 'other-body', about('other-body')]);
    for (const changed of [about('other-body', otherContent), about('elsewhere')]) {
      const refused = await send([route, 'other-body', changed]);
      expect([refused.status, JSON.parse(refused.body)]).toMatchObject([
        422,
        { code: 'idempotency_conflict', status: 422 },
      ]);
    }
    expect(await send([route, 'other-body', about('other-body')])).toEqual({ ...first, replayed: 'true' });
    expect(await activitiesOf(`${route}-elsewhere`)).toBe(0);
  });

  it('is 409 while the first is in flight, without waiting for it, and then the first answer', async () => {
    const body = about('in-flight');
    const letGo = await holdLog('acme');
    const first = send([route, 'in-flight', body]);
    await appendWaits();
    const second = await send([route, 'in-flight', body]);
    expect([second.status, JSON.parse(second.body)]).toMatchObject([409, { code: 'idempotency_conflict' }]);
    await letGo();
    const answer = await first;
    expect(answer.status).toBe(201);
    expect(await send([route, 'in-flight', body])).toEqual({ ...answer, replayed: 'true' });
    expect(await activitiesOf(`${route}-in-flight`)).toBe(1);
  });

  it('is one activity when it arrives ten times at once: the others are 409 or the same answer', async () => {
    const body = about('at-once');
    const all = await Promise.all(Array.from({ length: 10 }, () => send([route, 'at-once', body])));
    const done = all.filter(({ status }) => status === 201);
    expect(all.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
    expect(done.filter(({ replayed }) => replayed === null)).toHaveLength(1);
    expect(new Set(done.map((answer) => answer.body)).size).toBe(1);
    expect(await activitiesOf(`${route}-at-once`)).toBe(1);
  });

  it('does not meet the key of another principal, org or route', async () => {
    const { issuer } = ground;
    const body = about('shared');
    const key = `shared-${route}`;
    const elsewhere =
      route === 'manage'
        ? (['comment/create', { datatype: 'deal', ownerId: 'D-1', text: 'a' }] as const)
        : (['manage', { datatype: 'deal', ownerId: 'D-1', type: 'note_added' }] as const);
    const seen = [
      await send([route, key, body]),
      await send([route, key, body], { token: await issuer.token({ sub: 'usr_2' }) }),
      await send([route, key, body], { token: await issuer.token({ org: 'beta' }), org: 'beta' }),
      await send([elsewhere[0], key, elsewhere[1]]),
    ];
    expect(seen.map(({ status, replayed }) => [status, replayed])).toEqual(Array(4).fill([201, null]));
  });

  it('stays free when its request is refused', async () => {
    const refused = await send([route, 'refused', { ...about('refused'), datatype: 'NOT ONE' }]);
    expect(refused.status).toBe(400);
    const done = await send([route, 'refused', about('refused')]);
    expect([done.status, done.replayed]).toEqual([201, null]);
  });

  it('is forgotten after 24 hours: the same request is a new one', async () => {
    const body = about('expired');
    const first = await send([route, 'expired', body]);
    const { rows } = await admin.query<{ hours: string }>(
      `select extract(epoch from expires_at - now()) / 3600 as hours from idempotency_key where key = 'expired' and route = $1`,
      [route],
    );
    expect(Number(rows[0]?.hours)).toBeCloseTo(24, 1);
    await admin.query(`update idempotency_key set expires_at = now() where key = 'expired' and route = $1`, [route]);
    const second = await send([route, 'expired', body]);
    expect([second.status, second.replayed]).toEqual([201, null]);
    expect(JSON.parse(second.body)).not.toMatchObject({ id: (JSON.parse(first.body) as { id: string }).id });
    expect(await send([route, 'expired', body])).toEqual({ ...second, replayed: 'true' });
    expect(await activitiesOf(`${route}-expired`)).toBe(2);
  });

  it('is 409 once what it did is erased, whatever the body, and nothing is written again before it expires', async () => {
    const body = about('erased');
    const { id, activityId = id } = JSON.parse((await send([route, 'erased', body])).body) as Record<string, string>;
    await waitFor(() => erase(activityId!), { describe: 'the activity to be published and then erased' });
    const left = await activitiesOf(`${route}-erased`);
    for (const repeated of [body, about('erased', otherContent)]) {
      const refused = await send([route, 'erased', repeated]);
      expect([refused.status, refused.retryAfter, JSON.parse(refused.body)]).toMatchObject([
        409,
        null,
        { code: 'idempotency_conflict', detail: expect.stringContaining('erased') as unknown },
      ]);
    }
    expect(await activitiesOf(`${route}-erased`)).toBe(left);
    await admin.query(`update idempotency_key set expires_at = now() where key = 'erased' and route = $1`, [route]);
    const anew = await send([route, 'erased', body]);
    expect([anew.status, anew.replayed]).toEqual([201, null]);
    expect(await send([route, 'erased', body])).toEqual({ ...anew, replayed: 'true' });
  });

  it('is answered again by another process of the service', async () => {
    const other = await startQuery(ground);
    const first = await send([route, 'other-process', about('other-process')]);
    expect(await send([route, 'other-process', about('other-process')], { url: other.url })).toEqual({
      ...first,
      replayed: 'true',
    });
    await other.stop();
  });

  it.each(['', 'x'.repeat(256), 'a b', 'é', '"a'])('that is %j is refused', async (key) => {
    const refused = await send([route, key, about('bad-key')]);
    expect([refused.status, JSON.parse(refused.body)]).toMatchObject([400, { errors: [{ path: 'idempotency-key' }] }]);
  });

  it('is not answered to somebody without the right to ask', async () => {
    await send([route, 'rights', about('rights')]);
    const token = await ground.issuer.token({ permissions: ['activity:read'] });
    expect((await send([route, 'rights', about('rights')], { token })).status).toBe(403);
  });
});

describe('the answers of keys', () => {
  it('are published once each, whatever was repeated', async () => {
    const topic = await TopicReader.open(ground.topic);
    const { rows } = await admin.query<{ count: number }>('select count(*)::int as count from activity');
    await waitFor(() => topic.records.length >= rows[0]!.count, { describe: 'every activity on the topic' });
    const ids = topic.records.map(({ headers }) => String(headers['ce_id']));
    expect(new Set(ids).size).toBe(rows[0]!.count);
    await topic.close();
  });
});

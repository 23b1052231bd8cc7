import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Activity } from '@activity-log/activity';
import { createStoreDataSource, OrgCustodian } from '@activity-log/store';
import { anActivity, waitFor, type DomainEventOverrides } from '@activity-log/testing';
import { Client } from 'pg';
import { EventStream } from '../testing/event-stream.spec.js';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';
import { TestWriter } from '../testing/test-writer.spec.js';
import { TopicReader } from '../testing/topic-reader.spec.js';

interface Listed {
  readonly data: readonly { readonly id: string; readonly activityId?: string }[];
  readonly meta: { readonly total: number };
}

describe('DELETE /v1/activity/{id}', () => {
  let ground: QueryGround;
  let query: QueryUnderTest;
  let writer: TestWriter;
  let admin: Client;
  let sarah: string;

  beforeAll(async () => {
    ground = await createQueryGround();
    query = await startQuery(ground);
    writer = await TestWriter.open(ground.database);
    sarah = await query.issuer.token();
    admin = new Client({ connectionString: ground.database.adminUrl, application_name: 'redaction-test' });
    await admin.connect();
  });

  afterAll(async () => {
    await admin.end();
    await writer.close();
    await query.stop();
    await ground.remove();
  });

  const remove = async (id: string, token = sarah): Promise<{ status: number; code?: string; retryAfter?: string }> => {
    const response = await fetch(`${query.url}/v1/activity/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${token}` },
    });
    const body = await response.text();
    const retryAfter = response.headers.get('retry-after');
    return {
      status: response.status,
      ...(body === '' ? {} : { code: (JSON.parse(body) as { code: string }).code }),
      ...(retryAfter === null ? {} : { retryAfter }),
    };
  };

  const relayed = (org = 'acme'): Promise<unknown> =>
    waitFor(async () => {
      const { rows } = await admin.query(
        'select from org_head join relay_cursor using (org) where org = $1 and size = relayed',
        [org],
      );
      return rows.length === 1;
    });

  const write = async (event: DomainEventOverrides): Promise<Activity> => {
    const activity = anActivity(event);
    await writer.append(activity);
    await relayed(activity.org);
    return activity;
  };

  /** What each list shows, and how many it says there are. */
  const lists = async (record: string): Promise<Readonly<Record<string, Listed>>> => {
    const paths = [
      '/v1/activity',
      '/v1/activity?type=field.changed',
      '/v1/activity?user_id=usr_123&field=stage',
      '/v1/modules/contacts/activity',
      `/v1/modules/contacts/records/${record}/activity`,
      `/v1/modules/contacts/records/${record}/activity?field=stage&from=2020-01-01`,
      `/crm/activity/by-customer/contact/${record}`,
      '/crm/activity/by-customer/contact',
      '/crm/activity/by-customer',
      `/crm/activity/comment/get/contact/${record}`,
      `/repository/history/contact/${record}`,
    ];
    const answers = paths.map(async (path) => [path, await (await query.get(path)).json()] as const);
    return Object.fromEntries(await Promise.all(answers)) as Readonly<Record<string, Listed>>;
  };
  const counted = async (): Promise<number> => {
    const body = await (await query.get('/v1/activity/stats?group_by=type')).json();
    return (body as { data: { type: string; count: number }[] }).data.reduce(
      (sum, group) => sum + (group.type === 'activity.redacted' ? 0 : group.count),
      0,
    );
  };

  it('takes it out of every feed, timeline, count, history and stream, and logs who did it at the same record', async () => {
    const subjects = [{ datatype: 'contact', ownerId: 'c-1', name: 'Ada Lovelace' }] as const;
    const changes = [{ field: 'stage', from: 'a', to: 'b' }];
    await write({ subjects, type: 'contact_created' });
    const target = await write({ subjects, type: 'field_changed', changes });
    await write({ subjects, type: 'field_changed', changes });
    const before = await lists('c-1');
    const countBefore = await counted();
    const { position } = (await (await query.get(`/v1/activity/${target.id}`)).json()) as { position: string };

    expect(await remove(target.id)).toEqual({ status: 204 });

    expect((await query.get(`/v1/activity/${target.id}`)).status).toBe(404);
    expect((await query.get(`/v1/activity/${target.id}/undo`)).status).toBe(404);
    expect(await counted()).toBe(countBefore - 1);
    for (const [path, { data, meta }] of Object.entries(await lists('c-1'))) {
      const redacted = data.filter(({ id, activityId }) => id === target.id || activityId === target.id);
      expect([path, redacted]).toEqual([path, []]);
      const redactions = data.filter((each) => 'type' in each && /activity.redacted/.test(String(each.type))).length;
      const gone = path.includes('comment') ? 0 : 1;
      expect([path, meta.total - redactions]).toEqual([path, before[path]!.meta.total - gone]);
    }
    const { data } = (await (await query.get('/v1/activity?type=activity_redacted')).json()) as {
      data: readonly Readonly<Record<string, unknown>>[];
    };
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({
      type: 'activity.redacted',
      activityType: 'activity_redacted',
      record: { id: 'c-1', module: 'contacts' },
      user: { id: 'usr_123', name: 'Sarah Chen' },
      metadata: { activity_id: target.id, position },
    });
    expect(JSON.stringify(data)).not.toContain('Lovelace');
    const stream = await EventStream.open(`${query.url}/v1/activity/stream`, {
      authorization: `Bearer ${sarah}`,
      'last-event-id': '0',
    });
    await waitFor(() => stream.activities.some(({ type }) => type === 'activity.redacted'));
    expect(stream.activities.map(({ id }) => id)).not.toContain(target.id);
    stream.close();
  });

  it('takes a comment with it', async () => {
    const created = await fetch(`${query.url}/crm/activity/comment/create`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${sarah}`,
        orgid: 'acme',
        'content-type': 'application/json',
        'idempotency-key': 'comment-1',
      },
      body: JSON.stringify({ datatype: 'contact', ownerId: 'c-2', text: 'a secret word', mentions: ['user-jane'] }),
    });
    const { activityId } = (await created.json()) as { activityId: string };
    await relayed();
    expect(await remove(activityId)).toEqual({ status: 204 });
    const { data, meta } = (await (await query.get('/crm/activity/comment/get/contact/c-2')).json()) as Listed;
    expect([data, meta.total]).toEqual([[], 0]);
    const { rows } = await admin.query<{ left: boolean }>(
      `select exists (select from comment where text ~ 'secret') or exists (select from activity where wire ~ 'secret')
              or exists (select from idempotency_key where body ~ 'secret') as left`,
    );
    expect(rows).toEqual([{ left: false }]);
  });

  it('ends a walk through comments that stands at the erased one with a word, and never begins it anew in silence', async () => {
    const add = async (text: string): Promise<string> => {
      const response = await fetch(`${query.url}/crm/activity/comment/create`, {
        method: 'POST',
        headers: { authorization: `Bearer ${sarah}`, orgid: 'acme', 'content-type': 'application/json' },
        body: JSON.stringify({ datatype: 'contact', ownerId: 'c-3', text }),
      });
      return ((await response.json()) as { activityId: string }).activityId;
    };
    const ids = [await add('one'), await add('two'), await add('three')];
    await relayed();
    const first = await query.get('/crm/activity/comment/get/contact/c-3?pageSize=1');
    const { meta } = (await first.json()) as { meta: { next_cursor: string } };
    await remove(ids[2]!);
    const next = await query.get(
      `/crm/activity/comment/get/contact/c-3?cursor=${encodeURIComponent(meta.next_cursor)}`,
    );
    expect([next.status, await next.json()]).toMatchObject([400, { code: 'invalid_cursor' }]);
    const anew = (await (await query.get('/crm/activity/comment/get/contact/c-3')).json()) as Listed;
    expect(anew.data.map(({ activityId }) => activityId)).toEqual([ids[1], ids[0]]);
  });

  it('does it once when it is asked for twice at once', async () => {
    const { id } = await write({ subjects: [{ datatype: 'deal', ownerId: 'd-1' }] });
    const answers = await Promise.all([remove(id), remove(id), remove(id)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 204, 204]);
    const again = await remove(id);
    expect(again).toEqual({ status: 204 });
    const { rows } = await admin.query(
      `select wire::jsonb -> 'metadata' ->> 'activity_id' as id from activity where type = 'activity_redacted'`,
    );
    expect(rows.filter((row: { id: string }) => row.id === id)).toHaveLength(1);
  });

  it('publishes the redaction like any other activity', async () => {
    const topic = await TopicReader.open(ground.topic);
    const { id } = await write({ subjects: [{ datatype: 'deal', ownerId: 'd-2' }] });
    await remove(id);
    const record = await waitFor(() =>
      topic.records.find(
        ({ headers, value }) => String(headers['ce_type']) === 'activity_redacted' && String(value).includes(id),
      ),
    );
    expect(String(record.key)).toBe('acme/deal/d-2');
    await topic.close();
  });

  it('asks to come again for what is not published yet, and does nothing then', async () => {
    await write({ org: 'slow', subjects: [{ datatype: 'deal', ownerId: 'd-3' }] });
    const token = await query.issuer.token({ org: 'slow' });
    await admin.query('begin');
    await admin.query(`select from relay_cursor where org = 'slow' for update`);
    const late = anActivity({ org: 'slow', subjects: [{ datatype: 'deal', ownerId: 'd-3' }] });
    await writer.append(late);
    expect(await remove(late.id, token)).toEqual({ status: 503, code: 'unavailable', retryAfter: '1' });
    const unchanged = await query.get(`/v1/activity/${late.id}`, { token, headers: { orgid: 'slow' } });
    expect(unchanged.status).toBe(200);
    await admin.query('commit');
    await relayed('slow');
    expect(await remove(late.id, token)).toEqual({ status: 204 });
  });

  it('is refused by a legal hold, and logs nothing then', async () => {
    const custodian = createStoreDataSource({
      url: ground.database.adminUrl,
      role: 'activity_custodian',
      poolSize: 1,
      applicationName: 'redaction-test',
    });
    await custodian.initialize();
    const holds = new OrgCustodian(custodian);
    const activity = await write({
      org: 'held',
      subjects: [
        { datatype: 'deal', ownerId: 'd-4' },
        { datatype: 'contact', ownerId: 'c-4' },
      ],
    });
    const token = await query.issuer.token({ org: 'held' });
    await holds.placeHold(activity.org, { datatype: 'contact', ownerId: 'c-4' });
    expect(await remove(activity.id, token)).toEqual({ status: 409, code: 'legal_hold' });
    const { rows } = await admin.query(`select size::int from org_head where org = 'held'`);
    expect(rows).toEqual([{ size: 1 }]);
    await holds.liftHold(activity.org, { datatype: 'contact', ownerId: 'c-4' });
    expect(await remove(activity.id, token)).toEqual({ status: 204 });
    await custodian.destroy();
  });

  it('is for those with the permission alone, and for activities of their own org', async () => {
    const { id } = await write({ org: 'private', subjects: [{ datatype: 'contact', ownerId: 'c-5' }] });
    const without = await query.issuer.token({ org: 'private', permissions: ['activity:read', 'org:admin'] });
    expect(await remove(id, without)).toEqual({ status: 403, code: 'forbidden' });
    expect(await remove(id)).toEqual({ status: 404, code: 'record_not_found' });
    expect(await remove('act_nonsense')).toEqual({ status: 404, code: 'record_not_found' });
    const customer = await query.issuer.token({
      org: 'private',
      kind: 'customer',
      customer: 'contact/c-5',
      permissions: ['activity:read'],
    });
    expect(await remove(id, customer)).toEqual({ status: 403, code: 'forbidden' });
    expect((await query.get(`/v1/activity/${id}`, { token: customer, headers: { orgid: 'private' } })).status).toBe(
      200,
    );
  });

  it('lets nobody change the plan of the org by logging it by hand', async () => {
    const response = await fetch(`${query.url}/crm/activity/manage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sarah}`, orgid: 'acme', 'content-type': 'application/json' },
      body: JSON.stringify({
        type: 'workspace_plan_changed',
        datatype: 'workspace',
        ownerId: 'acme',
        metadata: { plan: 'enterprise' },
      }),
    });
    expect(response.status).toBe(400);
  });

  it.each(['activity_redacted', 'activity_exported', 'data_subject_erased', 'workspace_plan_changed'])(
    'is refused for %s: who erased or exported stays on record',
    async (type) => {
      const entry = await write({ org: 'acme', type, subjects: [{ datatype: 'workspace', ownerId: 'acme' }] });
      expect(await remove(entry.id)).toEqual({ status: 403, code: 'forbidden' });
      expect((await query.get(`/v1/activity/${entry.id}`)).status).toBe(200);
    },
  );
});

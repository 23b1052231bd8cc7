import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Activity, Subject } from '@activity-log/activity';
import { anActivity, waitFor } from '@activity-log/testing';
import { EventStream } from './testing/event-stream.spec.js';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from './testing/query-under-test.spec.js';
import { TestWriter } from './testing/test-writer.spec.js';

const ada: Subject = { datatype: 'contact', ownerId: 'ada', name: 'Ada' };
const bob: Subject = { datatype: 'contact', ownerId: 'bob', name: 'Bob' };
const shop: Subject = { datatype: 'merchant', ownerId: 'shop', name: 'The shop' };
const order: Subject = { datatype: 'order', ownerId: 'O-1', name: 'Two lamps' };
const sarah = { id: 'usr_123', name: 'Sarah Chen', email: 'sarah@example.com' };
const origin = { ip_address: '192.0.2.1', user_agent: 'curl' };

describe('what customers see', () => {
  let ground: QueryGround;
  let query: QueryUnderTest;
  let writer: TestWriter;
  const open: EventStream[] = [];

  beforeAll(async () => {
    ground = await createQueryGround();
    query = await startQuery(ground, { STREAM_HEARTBEAT_MS: '200' });
    writer = await TestWriter.open(ground.database);
  });

  afterEach(() => {
    for (const stream of open.splice(0)) stream.close();
  });

  afterAll(async () => {
    await writer.close();
    await query.stop();
    await ground.remove();
  });

  const tokenOf = (org: string, { datatype, ownerId }: Subject): Promise<string> =>
    ground.issuer.token({
      org,
      kind: 'customer',
      sub: `cus_${ownerId}`,
      customer: `${datatype}/${ownerId}`,
      permissions: ['activity:read'],
    });
  const staffOf = (org: string): Promise<string> => ground.issuer.token({ org });

  const ask = (org: string, path: string, options: { token: string; headers?: Record<string, string> }) =>
    query.get(path, { ...options, headers: { orgid: org, ...options.headers } });

  const data = async (org: string, path: string, token: string): Promise<unknown[]> => {
    const response = await ask(org, path, { token });
    expect([path, response.status]).toEqual([path, 200]);
    return ((await response.json()) as { data: unknown[] }).data;
  };

  const stream = async (token: string, parameters = ''): Promise<EventStream> => {
    const opened = await EventStream.open(`${query.url}/v1/activity/stream${parameters}`, {
      authorization: `Bearer ${token}`,
    });
    open.push(opened);
    await waitFor(() => opened.ready);
    return opened;
  };

  const emailSent = (org: string, overrides: Parameters<typeof anActivity>[0] = {}): Activity =>
    anActivity({
      org,
      type: 'email_sent',
      subjects: [ada, bob, order],
      user: sarah,
      metadata: { email_id: 'eml_1', ...origin },
      ...overrides,
    });

  it('is the same on every route, in pages, alone, live and resumed', async () => {
    const org = 'routes';
    const token = await tokenOf(org, ada);
    const live = await stream(token);
    const activity = emailSent(org);
    await writer.append(activity);
    const [seen] = await data(org, '/v1/modules/contacts/records/ada/activity', token);
    expect(seen).toEqual({
      id: activity.id,
      type: 'email.sent',
      activityType: 'email_sent',
      position: '1',
      recorded_at: expect.any(String),
      timestamp: '2026-11-22T08:00:00Z',
      record: { id: 'ada', module: 'contacts', name: 'Ada' },
      subjects: [ada, order],
      user: { id: 'usr_123', name: 'Sarah Chen' },
      metadata: { email_id: 'eml_1' },
    });
    const asOfA = { ...(seen as object), type: 'email_sent' };
    expect(await data(org, '/crm/activity/by-customer/contact/ada', token)).toEqual([asOfA]);
    const permalink = await ask(org, `/v1/activity/${activity.id}`, { token });
    expect(await permalink.json()).toEqual(seen);
    const resumed = await stream(token, '?last_event_id=0');
    await waitFor(() => live.activities.length === 1 && resumed.activities.length === 1);
    expect([live.activities, resumed.activities]).toEqual([[seen], [seen]]);
  });

  it('is of one live activity for each of its readers what is theirs', async () => {
    const org = 'readers';
    const [staff, again, adas, bobs, shops] = await Promise.all(
      [staffOf(org), staffOf(org), ...[ada, bob, shop].map((each) => tokenOf(org, each))].map(async (token) =>
        stream(await token),
      ),
    );
    await writer.append(emailSent(org, { subjects: [shop, ada, order, bob] }));
    await waitFor(() => [staff, again, adas, bobs, shops].every((each) => each?.activities.length === 1));
    const seen = [staff, again, adas, bobs, shops].map((each) => {
      const { data: text = '' } = each?.events.find(({ event }) => event === 'activity') ?? {};
      const { record, subjects, user, metadata } = JSON.parse(text) as Record<string, unknown>;
      return { record: (record as { id: string }).id, subjects, user, metadata };
    });
    const whole = { record: 'shop', subjects: [shop, ada, order, bob], user: sarah };
    const part = { user: { id: 'usr_123', name: 'Sarah Chen' }, metadata: { email_id: 'eml_1' } };
    expect(seen).toEqual([
      { ...whole, metadata: { email_id: 'eml_1', ...origin } },
      { ...whole, metadata: { email_id: 'eml_1', ...origin } },
      { record: 'ada', subjects: [ada, order], ...part },
      { record: 'O-1', subjects: [order, bob], ...part },
      { record: 'shop', subjects: [shop, order], ...part },
    ]);
  });

  it('has their own email and origin in what they did themselves', async () => {
    const org = 'own-deeds';
    const user = { id: 'cus_ada', name: 'Ada', email: 'ada@example.com' };
    await writer.append(emailSent(org, { type: 'form_submitted', user, metadata: { app: 'a', form: 'f', ...origin } }));
    const path = '/crm/activity/by-customer/contact';
    expect(await data(org, `${path}/ada`, await tokenOf(org, ada))).toMatchObject([{ user, metadata: origin }]);
    const [seenByBob] = await data(org, `${path}/bob`, await tokenOf(org, bob));
    expect(JSON.stringify(seenByBob)).not.toMatch(/ada@example.com|192\.0\.2\.1|curl/);
  });

  it('has an entity tag of its own: that of staff tells a customer nothing, and the reverse', async () => {
    const org = 'tags';
    const activity = emailSent(org);
    await writer.append(activity, emailSent(org, { subjects: [ada] }));
    const path = `/v1/activity/${activity.id}`;
    const tokens = [await tokenOf(org, ada), await tokenOf(org, bob), await staffOf(org)];
    const tags = await Promise.all(
      tokens.map(async (token) => (await ask(org, path, { token })).headers.get('etag') ?? ''),
    );
    expect(new Set(tags).size).toBe(3);
    for (const token of tokens) {
      const statuses = await Promise.all(
        tags.map(async (tag) => (await ask(org, path, { token, headers: { 'if-none-match': tag } })).status),
      );
      expect(statuses).toEqual(tokens.map((each) => (each === token ? 304 : 200)));
    }
  });

  it('cannot be asked for by what is left out of it', async () => {
    const org = 'oracles';
    const token = await tokenOf(org, ada);
    await writer.append(emailSent(org, { subjects: [shop, ada] }), emailSent(org, { subjects: [ada, shop] }));
    for (const path of ['/v1/activity/stream?module=merchants', '/v1/modules/merchants/activity', '/v1/activity']) {
      const response = await ask(org, path, { token });
      expect([path, response.status]).toEqual([path, 403]);
    }
    const stats = await ask(org, '/v1/activity/stats?group_by=user,module', { token });
    expect(stats.status).toBe(403);
  });

  it('is not continued by the cursors of others, nor theirs by it', async () => {
    const org = 'cursors';
    await writer.append(...Array.from({ length: 3 }, () => emailSent(org)));
    const [adas, bobs, staff] = [await tokenOf(org, ada), await tokenOf(org, bob), await staffOf(org)];
    const timelineOf = ({ ownerId }: Subject): string => `/crm/activity/by-customer/contact/${ownerId}`;
    const cursorOf = async (who: Subject, token: string): Promise<string> => {
      const response = await ask(org, `${timelineOf(who)}?pageSize=1`, { token });
      return ((await response.json()) as { meta: { next_cursor: string } }).meta.next_cursor;
    };
    const codes = async (who: Subject, token: string, cursor: string): Promise<unknown> => {
      const response = await ask(org, `${timelineOf(who)}?cursor=${cursor}`, { token });
      return ((await response.json()) as { code?: string }).code ?? response.status;
    };
    const [ofAda, ofBob, ofStaff] = [await cursorOf(ada, adas), await cursorOf(bob, bobs), await cursorOf(ada, staff)];
    expect(await codes(ada, adas, ofAda)).toBe(200);
    expect(await codes(ada, adas, ofStaff)).toBe('invalid_cursor');
    expect(await codes(ada, adas, ofBob)).toBe('invalid_cursor');
    expect(await codes(ada, staff, ofAda)).toBe('invalid_cursor');
    expect(await codes(bob, adas, ofAda)).toBe('record_not_found');
  });

  it('does not tell whether there is what they may not see', async () => {
    const org = 'existence';
    const [bobs, note] = [emailSent(org, { subjects: [bob] }), emailSent(org, { type: 'note_added', subjects: [ada] })];
    await writer.append(bobs, note, emailSent(org, { subjects: [order, ada] }), emailSent(org, { subjects: [ada] }));
    const token = await tokenOf(org, ada);
    const answer = async (path: string): Promise<unknown> => {
      const response = await ask(org, path, { token });
      const { instance, ...problem } = (await response.json()) as Record<string, unknown>;
      expect(decodeURIComponent(String(instance))).toBe(path);
      return [response.status, problem, [...response.headers.keys()], response.headers.get('cache-control')];
    };
    for (const [known, unknown] of [
      [`/v1/activity/${bobs.id}`, `/v1/activity/act_${'0'.repeat(32)}`],
      [`/v1/activity/${note.id}`, '/v1/activity/none'],
      ['/v1/modules/contacts/records/bob/activity', '/v1/modules/contacts/records/nobody/activity'],
      ['/v1/modules/orders/records/O-1/activity', '/v1/modules/orders/records/O-2/activity'],
      ['/crm/activity/by-customer/contact/bob', '/crm/activity/by-customer/contact/nobody'],
      ['/crm/activity/by-resource/order/O-1', '/crm/activity/by-resource/order/O-2'],
      [`/v1/activity/${bobs.id}/undo`, `/v1/activity/act_${'0'.repeat(32)}/undo`],
      ['/repository/history/contact/bob', '/repository/history/contact/nobody'],
    ] as const) {
      expect([known, await answer(known)]).toEqual([known, await answer(unknown)]);
    }
  });
});

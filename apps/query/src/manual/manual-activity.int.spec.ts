import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalJson } from '@activity-log/activity';
import { waitFor } from '@activity-log/testing';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';

interface Logged {
  readonly id: string;
  readonly position: string;
  readonly timestamp: string;
  readonly [part: string]: unknown;
}

const call = { type: 'call_logged', datatype: 'contact', ownerId: 'contact-abc' };

describe('a manual activity', () => {
  let ground: QueryGround;
  let query: QueryUnderTest;
  let sarah: string;
  let program: string;

  beforeAll(async () => {
    ground = await createQueryGround();
    query = await startQuery(ground);
    sarah = await ground.issuer.token();
    program = await ground.issuer.token({ kind: 'service' });
  });

  afterAll(async () => {
    await query.stop();
    await ground.remove();
  });

  const post = (body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${query.url}/crm/activity/manage`, {
      method: 'POST',
      headers: { orgid: 'acme', authorization: `Bearer ${sarah}`, ...headers },
      body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    });
  const logged = async (body: object, headers: Readonly<Record<string, string>> = {}): Promise<Logged> => {
    const response = await post(body, headers);
    expect(response.status).toBe(201);
    return (await response.json()) as Logged;
  };

  it('of document A, as printed, is in the timeline call of document A, as printed', async () => {
    const ORG_ID = 'acme';
    const contactId = 'contact-abc';
    const jwt = sarah;

    const answer = await fetch(`${query.url}/api/crm/activity/manage`, {
      method: 'POST',
      headers: { orgid: ORG_ID, Authorization: `Bearer ${jwt}` },
      body: JSON.stringify({
        type: 'call_logged',
        datatype: 'contact',
        ownerId: 'contact-abc',
        summary: '15min discovery call. Interested in enterprise plan.',
        durationSeconds: 900,
        metadata: { phone: '+15551234567', outcome: 'positive' },
      }),
    });
    expect(answer.status).toBe(201);
    const created = (await answer.json()) as Logged;
    expect(answer.headers.get('location')).toBe(`/v1/activity/${created.id}`);
    expect(created).toEqual({
      id: expect.stringMatching(/^act_[0-9a-f]{32}$/),
      type: 'call_logged',
      activityType: 'call_logged',
      position: expect.any(String),
      recorded_at: expect.any(String),
      timestamp: expect.any(String),
      user: { id: 'usr_123', name: 'Sarah Chen', email: 'sarah@example.com' },
      record: { id: 'contact-abc', module: 'contacts' },
      subjects: [{ datatype: 'contact', ownerId: 'contact-abc' }],
      summary: '15min discovery call. Interested in enterprise plan.',
      durationSeconds: 900,
      metadata: { phone: '+15551234567', outcome: 'positive' },
    });

    const activities = (await fetch(
      `${query.url}/api/crm/activity/by-customer/contact/${contactId}?page=1&pageSize=50`,
      {
        headers: { orgid: ORG_ID, Authorization: `Bearer ${jwt}` },
      },
    ).then((r) => r.json())) as { data: unknown[]; meta: unknown };
    expect(activities.data).toEqual([created]);
    expect(activities.meta).toEqual({
      total: 1,
      page: 1,
      per_page: 50,
      total_pages: 1,
      next_cursor: null,
      prev_cursor: expect.any(String),
    });
  });

  it('has the time, the changes and the further subjects of its body', async () => {
    const body = {
      ...call,
      type: 'deal.reviewed',
      name: 'Ada',
      timestamp: '2026-11-20T10:00:00.123456+02:00',
      changes: [{ field: 'stage', from: null, to: { name: 'won', score: 0.5 } }],
      subjects: [{ datatype: 'deal', ownerId: 'D-1', name: 'Big deal' }],
      summary: null,
    };
    const activity = await logged(body, { authorization: `Bearer ${program}` });
    expect(activity).toMatchObject({
      type: 'deal_reviewed',
      timestamp: '2026-11-20T08:00:00.123456Z',
      changes: [{ field: 'stage', from: null, to: { name: 'won', score: 0.5 } }],
      record: { id: 'contact-abc', module: 'contacts', name: 'Ada' },
    });
    expect(activity).not.toHaveProperty('summary');
    const deal = await query.get('/crm/activity/by-resource/deal/D-1');
    expect(((await deal.json()) as { data: Logged[] }).data).toEqual([activity]);
  });

  it('carries the correlation id of its request to the answer and to the log', async () => {
    const response = await post(call, { 'x-correlation-id': 'corr-42' });
    expect(response.headers.get('x-correlation-id')).toBe('corr-42');
    await waitFor(() => query.logLines.find((line) => line.includes('http.answered') && line.includes('corr-42')));
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'text/plain;charset=UTF-8', 'TEXT/PLAIN'])(
    'is read out of a body of %s',
    async (contentType) => {
      await logged(call, { 'content-type': contentType });
    },
  );

  it.each(['application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'is not read out of a body of %s',
    async (contentType) => {
      const response = await post(call, { 'content-type': contentType });
      expect([response.status, await response.json()]).toMatchObject([415, { code: 'unsupported_media_type' }]);
    },
  );

  it.each([
    ['an unknown part', { ...call, typo: 1 }, 'typo'],
    [
      'an unknown part of a subject',
      { ...call, subjects: [{ datatype: 'deal', ownerId: 'D-1', id: 'x' }] },
      'subjects.0.id',
    ],
    ['a user, who is the principal', { ...call, user: { id: 'usr_2' } }, 'user'],
    ['no type', { ...call, type: undefined }, 'type'],
    ['no record', { ...call, ownerId: undefined }, 'ownerId'],
    ['an empty record id', { ...call, ownerId: '' }, 'ownerId'],
    ['a datatype in capitals', { ...call, datatype: 'Contact' }, 'datatype'],
    ['a duration that is no number', { ...call, durationSeconds: '900' }, 'durationSeconds'],
    ['a negative duration', { ...call, durationSeconds: -1 }, 'durationSeconds'],
    ['a list as metadata', { ...call, metadata: [] }, 'metadata'],
    ['a change without a field', { ...call, changes: [{ from: 1 }] }, 'changes.0.field'],
    ['an empty cause', { ...call, causationId: '' }, 'causationId'],
    ['a cause that would break a header', { ...call, causationId: 'a\nb' }, 'causationId'],
    ['a reserved type', { ...call, type: 'comment_added' }, 'type'],
    ['a type that lacks what it requires', { ...call, type: 'email_sent' }, 'metadata.email_id'],
    ['a time without an offset', { ...call, timestamp: '2026-11-20T10:00:00' }, 'timestamp'],
    ['a list in the place of a further subject', { ...call, subjects: [[]] }, 'subjects'],
    ['a part that every object inherits', { ...call, valueOf: 1 }, 'valueOf'],
    [
      'such a part in a further subject',
      { ...call, subjects: [{ datatype: 'deal', ownerId: 'D', toString: 1 }] },
      'subjects.0.toString',
    ],
    ['such a part in a change', { ...call, changes: [{ field: 'a', hasOwnProperty: 1 }] }, 'changes.0.hasOwnProperty'],
    ['a list in the place of a change', { ...call, changes: [[]] }, 'changes'],
    [
      '20 further subjects',
      { ...call, subjects: Array.from({ length: 20 }, (_, i) => ({ datatype: 'deal', ownerId: `D-${i}` })) },
      'subjects',
    ],
  ])('is refused with %s, which is named', async (_, body, path) => {
    const response = await post(body, { authorization: `Bearer ${program}` });
    const { code, errors } = (await response.json()) as { code: string; errors: { path: string }[] };
    expect([response.status, code, errors.map((error) => error.path)]).toEqual([
      400,
      'invalid_request',
      expect.arrayContaining([path]),
    ]);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"type":'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a key twice', `{"type":"note_added",${JSON.stringify(call).slice(1)}`],
    ['a NUL in a text', JSON.stringify({ ...call, summary: 'a\0b' })],
    ['half a surrogate pair', JSON.stringify({ ...call, summary: '\ud800' })],
    ['a key that reaches prototypes', `{"metadata":{"__proto__":{"x":1}},${JSON.stringify(call).slice(1)}`],
    ['an integer beyond 2^53', `{"metadata":{"n":9007199254740993},${JSON.stringify(call).slice(1)}`],
    ['1e400', `{"metadata":{"n":1e400},${JSON.stringify(call).slice(1)}`],
    ['bytes that are not UTF-8', new Uint8Array([0x7b, 0xff, 0x7d])],
    ['a byte order mark', new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x7d])],
    ['nesting beyond 32', `{"metadata":${'{"a":'.repeat(40)}1${'}'.repeat(40)},${JSON.stringify(call).slice(1)}`],
    [
      'nesting of 100,000',
      `{"metadata":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}},${JSON.stringify(call).slice(1)}`,
    ],
  ])('is refused when its body is %s', async (_, body) => {
    const response = await post(body, { 'content-type': 'application/json' });
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'invalid_request' }]);
  });

  it('keeps every key of metadata and changed values, also those that every object inherits', async () => {
    const value = { valueOf: 1, toString: { isPrototypeOf: null }, hasOwnProperty: [{ toLocaleString: 'x' }] };
    const body = { ...call, metadata: value, changes: [{ field: 'a', from: value, to: [value] }] };
    const activity = await logged(body, { authorization: `Bearer ${program}` });
    expect(JSON.stringify([activity['metadata'], activity['changes']])).toBe(
      canonicalJson([value, [{ field: 'a', from: value, to: [value] }]]),
    );
  });

  it('is refused with a query parameter, which is named', async () => {
    const response = await fetch(`${query.url}/crm/activity/manage?dry_run=1`, {
      method: 'POST',
      headers: { orgid: 'acme', authorization: `Bearer ${sarah}` },
      body: JSON.stringify(call),
    });
    expect([response.status, await response.json()]).toMatchObject([400, { errors: [{ path: 'dry_run' }] }]);
  });

  it('is refused beyond 1 MiB with 413', async () => {
    const response = await post({ ...call, metadata: { filler: 'x'.repeat(1_048_576) } });
    expect([response.status, await response.json()]).toMatchObject([413, { code: 'payload_too_large' }]);
  });

  it('of almost 1 MiB is stored and read back byte for byte', async () => {
    const filler = 'é'.repeat(500_000);
    const { id } = await logged({ ...call, ownerId: 'large', metadata: { filler } });
    const timeline = (await (await query.get('/crm/activity/by-customer/contact/large')).json()) as { data: Logged[] };
    expect(timeline.data[0]).toMatchObject({ id, metadata: { filler } });
  });

  it.each(['call_logged', 'meeting_held', 'note_added', 'demo_given', 'demo.given'])(
    'of the type %s is in the timelines of all its subjects',
    async (type) => {
      const subjects = [
        { datatype: 'lead', ownerId: `lead-${type}` },
        { datatype: 'deal', ownerId: `deal-${type}` },
      ];
      const activity = await logged({ type, datatype: 'contact', ownerId: `contact-${type}`, subjects });
      expect(activity['activityType']).toBe(type.replace('.', '_'));
      for (const path of [
        `by-customer/contact/contact-${type}`,
        `by-customer/lead/lead-${type}`,
        `by-resource/deal/deal-${type}`,
      ]) {
        const timeline = (await (await query.get(`/crm/activity/${path}`)).json()) as { data: Logged[] };
        expect(timeline.data).toEqual([activity]);
      }
    },
  );
});

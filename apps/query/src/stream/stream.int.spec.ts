import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Activity } from '@activity-log/activity';
import { anActivity, waitFor } from '@activity-log/testing';
import pg from 'pg';
import { EventStream } from '../testing/event-stream.spec.js';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';
import { TestWriter } from '../testing/test-writer.spec.js';

const upTo = (last: number, first = 1): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

describe('the stream of activities', () => {
  let ground: QueryGround;
  let query: QueryUnderTest;
  let writer: TestWriter;
  const open: EventStream[] = [];

  beforeAll(async () => {
    ground = await createQueryGround();
    query = await startQuery(ground, { STREAM_HEARTBEAT_MS: '200', STREAM_SLOW_CLIENT_MS: '2000' });
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

  const tokenOf = (org: string, claims: Readonly<Record<string, unknown>> = {}): Promise<string> =>
    ground.issuer.token({ org, ...claims });

  const stream = async (
    options: {
      readonly org: string;
      readonly filters?: string;
      readonly lastEventId?: string;
      readonly token?: string;
      readonly url?: string;
    },
    reading: 'read' | 'unread' = 'read',
  ): Promise<EventStream> => {
    const { org, filters = '', lastEventId, token = await tokenOf(org), url = query.url } = options;
    const opened = await EventStream.open(
      `${url}/v1/activity/stream${filters}`,
      {
        authorization: `Bearer ${token}`,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
      reading,
    );
    open.push(opened);
    return opened;
  };

  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${query.url}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  };

  const entries = (org: string, count: number, overrides: Parameters<typeof anActivity>[0] = {}): Activity[] =>
    Array.from({ length: count }, () => anActivity({ org, ...overrides }));

  it('says where it is complete from, and then sends what is recorded, in order of position', async () => {
    const org = 'live';
    await writer.append(...entries(org, 3));
    const live = await stream({ org });
    await waitFor(() => live.ready);
    expect([live.ready, live.lastEventId, live.comments[0], live.status]).toEqual(['3', '3', 'ready', 200]);
    expect(live.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'x-correlation-id': expect.any(String),
    });
    for (let n = 0; n < 5; n += 1) await writer.append(...entries(org, 4));
    await waitFor(() => live.positions.length === 20);
    expect(live.positions).toEqual(upTo(23, 4));
    expect(live.events.filter(({ event }) => event === 'activity').map(({ id }) => id)).toEqual(
      live.activities.map(({ position }) => position),
    );
  });

  it('sends the activity as the feed shows it', async () => {
    const org = 'shape';
    const live = await stream({ org });
    await writer.append(
      anActivity({ org, type: 'lead_stage_changed', subjects: [{ datatype: 'lead', ownerId: 'L' }] }),
    );
    const [event] = await waitFor(() => live.activities.length === 1 && live.activities);
    const token = await tokenOf(org);
    const feed = (await (await query.get('/v1/activity', { token, headers: { orgid: org } })).json()) as {
      data: unknown[];
    };
    expect(feed.data).toEqual([event]);
    expect(event?.type).toBe('field.changed');
  });

  it('leaves no gap to who opens it and then reads pages, while a writer goes on', async () => {
    const org = 'gapless';
    const token = await tokenOf(org);
    const writes = new AbortController();
    let written = 0;
    const writing = (async () => {
      while (!writes.signal.aborted) {
        await writer.append(...entries(org, 3));
        written += 3;
      }
    })();
    await waitFor(() => written > 30);
    const live = await stream({ org, token });
    const from = Number(await waitFor(() => live.ready));
    const paged: number[] = [];
    for (let path: string | null = '/v1/activity?per_page=100'; path !== null;) {
      const { data, meta } = (await (await query.get(path, { token, headers: { orgid: org } })).json()) as {
        data: { position: string }[];
        meta: { next_cursor: string | null };
      };
      paged.push(...data.map(({ position }) => Number(position)));
      path = meta.next_cursor === null ? null : `/v1/activity?cursor=${meta.next_cursor}`;
    }
    writes.abort();
    await writing;
    await waitFor(() => live.positions.at(-1) === written);
    expect(live.positions).toEqual(upTo(written, from + 1));
    expect([...new Set([...paged, ...live.positions])].sort((a, b) => a - b)).toEqual(upTo(written));
  });

  it('resumes behind an event by the header, or by the parameter, of which the header goes first', async () => {
    const org = 'resume';
    await writer.append(...entries(org, 12));
    const byHeader = await stream({ org, lastEventId: '9' });
    const byParameter = await stream({ org, filters: '?last_event_id=10' });
    const byBoth = await stream({ org, lastEventId: '11', filters: '?last_event_id=1' });
    const fromTheBeginning = await stream({ org, lastEventId: '0' });
    await waitFor(() => fromTheBeginning.positions.length === 12 && byBoth.positions.length === 1);
    await waitFor(() => byHeader.positions.length === 3 && byParameter.positions.length === 2);
    expect(byHeader.positions).toEqual([10, 11, 12]);
    expect(byParameter.positions).toEqual([11, 12]);
    expect(byBoth.positions).toEqual([12]);
    expect(fromTheBeginning.positions).toEqual(upTo(12));
  });

  it.each(['13', '-1', '1.5', '007', 'abc', '9223372036854775808', '99999999999999999999999'])(
    'refuses the last event id %s, which no stream of this org gave out',
    async (lastEventId) => {
      const org = 'stale';
      if (lastEventId === '13') await writer.append(...entries(org, 12));
      const token = await tokenOf(org);
      const response = await fetch(`${query.url}/v1/activity/stream`, {
        headers: { authorization: `Bearer ${token}`, 'last-event-id': lastEventId },
      });
      expect([response.status, await response.json()]).toMatchObject([400, { code: 'invalid_cursor' }]);
    },
  );

  it('loses and repeats nothing for a client that resumes across restarts of query while a writer goes on', async () => {
    const org = 'restart';
    const token = await tokenOf(org, { exp: Math.floor(Date.now() / 1000) + 300 });
    const writes = new AbortController();
    let written = 0;
    const writing = (async () => {
      while (!writes.signal.aborted) {
        await writer.append(...entries(org, 2));
        written += 2;
      }
    })();
    const seen: number[] = [];
    let lastEventId = '0';
    for (let round = 0; round < 3; round += 1) {
      const other = await startQuery(ground);
      const live = await stream({ org, token, lastEventId, url: other.url });
      await waitFor(() => live.positions.length > 20);
      await other.stop();
      await waitFor(() => live.isOver);
      // It was told when to come back, not why it must not.
      expect([live.comments.at(-1), live.error]).toEqual(['goodbye', undefined]);
      expect(live.retryMs).toBeGreaterThanOrEqual(500);
      seen.push(...live.positions);
      lastEventId = live.lastEventId;
    }
    writes.abort();
    await writing;
    const last = await stream({ org, token, lastEventId });
    await waitFor(() => (seen.at(-1) ?? 0) + last.positions.length === written);
    expect([...seen, ...last.positions]).toEqual(upTo(written));
  }, 60_000);

  it('sends of a filtered stream what the filtered feed has, live and resumed', async () => {
    const org = 'filtered';
    const kinds = [
      {
        type: 'lead_stage_changed',
        subjects: [{ datatype: 'lead', ownerId: 'L' }],
        changes: [{ field: 'stage', to: 1 }],
      },
      { type: 'email_sent', subjects: [{ datatype: 'contact', ownerId: 'C' }], user: { id: 'usr_9' } },
      { type: 'record_updated', subjects: [{ datatype: 'deal', ownerId: 'D' }], changes: [{ field: 'value', to: 2 }] },
      { type: 'call_logged', subjects: [{ datatype: 'contact', ownerId: 'C' }], user: null },
    ] as const;
    const filters = [
      'type=field.changed',
      'types=email.sent,call_logged',
      'user_id=usr_9',
      'field=value',
      'module=contacts',
      'module=contacts&type=call_logged',
      'from=2026-01-05T00:00:00Z',
      'to=2026-01-05',
      'from=2026-01-03&to=2026-01-09&module=leads',
      'type=email_sent&types=call_logged',
    ];
    const live = await Promise.all(filters.map((each) => stream({ org, filters: `?${each}` })));
    const all = await stream({ org });
    await writer.append(
      ...upTo(40).map((n) =>
        anActivity({ org, ...kinds[n % 4]!, occurredAt: `2026-01-${String((n % 10) + 1).padStart(2, '0')}T00:00:00Z` }),
      ),
    );
    await waitFor(() => all.positions.length === 40);
    const token = await tokenOf(org);
    for (const [i, each] of filters.entries()) {
      const { module, ...rest } = Object.fromEntries(new URLSearchParams(each)) as { module?: string };
      const path = module === undefined ? '/v1/activity' : `/v1/modules/${module}/activity`;
      const response = await query.get(`${path}?${new URLSearchParams({ ...rest, per_page: '100' }).toString()}`, {
        token,
        headers: { orgid: org },
      });
      const { data } = (await response.json()) as { data: { position: string }[] };
      const expected = data.map(({ position }) => Number(position)).sort((a, b) => a - b);
      await waitFor(() => live[i]?.positions.length === expected.length, { describe: each });
      expect([each, live[i]?.positions]).toEqual([each, expected]);
      const resumed = await stream({ org, filters: `?${each}&last_event_id=0` });
      // The sign of life tells how far it has looked.
      await waitFor(() => resumed.lastEventId === '40');
      expect([each, resumed.positions]).toEqual([each, expected]);
    }
  });

  it('moves what a client resumes from even when nothing passes its filter', async () => {
    const org = 'sparse';
    const live = await stream({ org, filters: '?type=note_added' });
    await writer.append(...entries(org, 7));
    await waitFor(() => live.lastEventId === '7');
    expect([live.positions, live.comments.includes('heartbeat')]).toEqual([[], true]);
  });

  it('shows a customer what is meant for customers about the own record, live and resumed, and nothing else', async () => {
    const org = 'customers';
    const token = await tokenOf(org, { kind: 'customer', customer: 'contact/ada', permissions: ['activity:read'] });
    const live = await stream({ org, token });
    const staff = await stream({ org });
    const ada = { datatype: 'contact', ownerId: 'ada' } as const;
    const bob = { datatype: 'contact', ownerId: 'bob' } as const;
    const adasLead = { datatype: 'lead', ownerId: 'ada' } as const;
    await writer.append(
      anActivity({ org, type: 'email_sent', subjects: [ada] }),
      anActivity({ org, type: 'note_added', subjects: [ada] }),
      anActivity({ org, type: 'email_sent', subjects: [bob] }),
      anActivity({ org, type: 'email_sent', subjects: [adasLead] }),
      anActivity({ org, type: 'email_sent', subjects: [bob, ada] }),
      anActivity({ org, type: 'comment_added', subjects: [ada] }),
    );
    await waitFor(() => staff.positions.length === 6 && live.lastEventId === '6');
    expect(live.positions).toEqual([1, 5]);
    const resumed = await stream({ org, token, lastEventId: '0' });
    await waitFor(() => resumed.lastEventId === '6');
    expect(resumed.positions).toEqual([1, 5]);
  });

  it('has nothing of another org', async () => {
    const mine = await stream({ org: 'mine' });
    const theirs = await stream({ org: 'theirs' });
    await writer.append(...entries('theirs', 2), ...entries('mine', 1));
    await waitFor(() => mine.positions.length === 1 && theirs.positions.length === 2);
    expect([mine.lastEventId, theirs.lastEventId]).toEqual(['1', '2']);
  });

  it('refuses before it begins, with a problem', async () => {
    const ask = async (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<unknown[]> => {
      const response = await fetch(`${query.url}/v1/activity/stream${path}`, { method, headers });
      return [response.status, response.headers.get('content-type'), await response.text()];
    };
    const authorization = `Bearer ${await tokenOf('refused')}`;
    const writeOnly = `Bearer ${await tokenOf('refused', { permissions: ['activity:write'] })}`;
    const expired = `Bearer ${await tokenOf('refused', { exp: Math.floor(Date.now() / 1000) - 60 })}`;
    const problem = 'application/problem+json; charset=utf-8';
    expect(await ask('')).toEqual([401, problem, expect.stringContaining('unauthorized')]);
    expect(await ask('', { authorization: expired })).toEqual([401, problem, expect.stringContaining('unauthorized')]);
    expect(await ask('', { authorization: writeOnly })).toEqual([403, problem, expect.stringContaining('forbidden')]);
    expect(await ask('', { authorization, orgid: 'other' })).toEqual([403, problem, expect.any(String)]);
    expect(await ask('?colour=red', { authorization })).toEqual([400, problem, expect.stringContaining('colour')]);
    expect(await ask('?from=yesterday', { authorization })).toEqual([
      400,
      problem,
      expect.stringContaining('invalid_date_range'),
    ]);
    expect((await ask('', { authorization }, 'HEAD'))[0]).toBe(405);
  });

  it('ends with a coded event when the token expires', async () => {
    const org = 'expiring';
    const token = await tokenOf(org, { exp: Math.floor(Date.now() / 1000) + 2 });
    const live = await stream({ org, token });
    await writer.append(...entries(org, 2));
    await waitFor(() => live.isOver);
    expect(live.error).toMatchObject({ code: 'unauthorized', status: 401 });
    expect(live.positions).toEqual([1, 2]);
    const later = await stream({ org, lastEventId: live.lastEventId });
    await writer.append(...entries(org, 1));
    await waitFor(() => later.positions.length === 1);
  });

  it('sends a client away that does not read, holds little for it, and lets it resume', async () => {
    const org = 'slow';
    const fast = await stream({ org });
    const slow = await stream({ org }, 'unread');
    const dropped = await metric('stream_dropped_slow_total');
    const count = 400;
    // More than the sockets of both sides hold.
    const summary = 'x'.repeat(60_000);
    for (let n = 0; n < count; n += 20) await writer.append(...entries(org, 20, { summary }));
    await waitFor(() => fast.positions.length === count, { timeoutMs: 30_000 });
    await waitFor(async () => (await metric('stream_dropped_slow_total')) === dropped + 1);
    slow.read();
    await waitFor(() => slow.isOver);
    expect(slow.error).toMatchObject({ code: 'client_too_slow' });
    const got = slow.positions.length;
    expect(got).toBeLessThan(count);
    expect(slow.positions).toEqual(upTo(got));
    const resumed = await stream({ org, lastEventId: slow.lastEventId });
    await waitFor(() => resumed.positions.at(-1) === count, { timeoutMs: 30_000 });
    expect([...slow.positions, ...resumed.positions]).toEqual(upTo(count));
    expect(fast.positions).toEqual(upTo(count));
  }, 60_000);

  it('lets a client fall behind and catch up, when it reads in time', async () => {
    const org = 'hesitant';
    const hesitant = await stream({ org }, 'unread');
    const summary = 'x'.repeat(60_000);
    for (let n = 0; n < 300; n += 20) await writer.append(...entries(org, 20, { summary }));
    hesitant.read();
    await waitFor(() => hesitant.positions.length === 300, { timeoutMs: 30_000 });
    await writer.append(...entries(org, 1));
    await waitFor(() => hesitant.positions.length === 301);
    expect(hesitant.positions).toEqual(upTo(301));
    expect(hesitant.error).toBeUndefined();
  }, 60_000);

  it('serves 200 clients of an org by one reader', async () => {
    const org = 'crowd';
    const token = await tokenOf(org);
    const clients = await Promise.all(upTo(200).map(() => stream({ org, token })));
    await waitFor(() => clients.every(({ ready }) => ready !== undefined));
    expect(await metric('stream_clients')).toBeGreaterThanOrEqual(200);
    const sent = await metric('stream_sent_total');
    for (let n = 0; n < 10; n += 1) await writer.append(...entries(org, 5));
    await waitFor(() => clients.every(({ positions }) => positions.length === 50), { timeoutMs: 30_000 });
    for (const { positions } of clients) expect(positions).toEqual(upTo(50));
    expect(await metric('stream_sent_total')).toBe(sent + 200 * 50);
    for (const client of clients) client.close();
    await waitFor(async () => (await metric('stream_clients')) === 0);
  }, 60_000);

  it('goes on where it was when the database has cut its connections', async () => {
    const org = 'outage';
    const live = await stream({ org });
    await writer.append(...entries(org, 3));
    await waitFor(() => live.positions.length === 3);
    const admin = new pg.Client({ connectionString: ground.database.adminUrl });
    await admin.connect();
    for (let round = 0; round < 3; round += 1) {
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name like 'activity-log-%'`,
      );
      await writer.append(...entries(org, 3));
    }
    await admin.end();
    await waitFor(() => live.positions.length === 12);
    expect(live.positions).toEqual(upTo(12));
    expect(live.error).toBeUndefined();
  });

  it('serves no more clients than it is set to', async () => {
    const small = await startQuery(ground, { STREAM_MAX_CLIENTS: '2' });
    const org = 'full';
    const first = await stream({ org, url: small.url });
    await stream({ org, url: small.url });
    const third = await stream({ org, url: small.url });
    expect([third.status, third.headers['retry-after']]).toEqual([503, '5']);
    first.close();
    await waitFor(async () => (await stream({ org, url: small.url })).status === 200);
    await small.stop();
  });
});

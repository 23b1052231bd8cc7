import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { anActivity, waitFor } from '@activity-log/testing';
import { entriesOf } from '../testing/entries-of.spec.js';
import { upTo } from '../testing/up-to.spec.js';
import { createStreamsUnderTest, type StreamsUnderTest } from './streams-under-test.spec.js';

describe('the stream of activities', () => {
  let streams: StreamsUnderTest;

  beforeAll(async () => {
    streams = await createStreamsUnderTest({ STREAM_HEARTBEAT_MS: '200', STREAM_MAX_CLIENTS_PER_PRINCIPAL: '100' });
  });

  afterEach(() => {
    streams.clients.closeAll();
  });

  afterAll(() => streams.close());

  it('says where it is complete from, and then sends what is recorded, in order of position', async () => {
    const org = 'live';
    await streams.writer.append(...entriesOf(org, 3));
    const live = await streams.clients.open({ org });
    await waitFor(() => live.ready);
    expect([live.ready, live.lastEventId, live.comments[0], live.status]).toEqual(['3', '3', 'ready', 200]);
    expect(live.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'x-correlation-id': expect.any(String),
    });
    for (let n = 0; n < 5; n += 1) await streams.writer.append(...entriesOf(org, 4));
    await waitFor(() => live.positions.length === 20);
    expect(live.positions).toEqual(upTo(23, 4));
    expect(live.events.filter(({ event }) => event === 'activity').map(({ id }) => id)).toEqual(
      live.activities.map(({ position }) => position),
    );
  });

  it('sends the activity as the feed shows it', async () => {
    const org = 'shape';
    const live = await streams.clients.open({ org });
    await streams.writer.append(
      anActivity({ org, type: 'lead_stage_changed', subjects: [{ datatype: 'lead', ownerId: 'L' }] }),
    );
    const [event] = await waitFor(() => live.activities.length === 1 && live.activities);
    const token = await streams.tokenOf(org);
    const feed = (await (await streams.query.get('/v1/activity', { token, headers: { orgid: org } })).json()) as {
      data: unknown[];
    };
    expect(feed.data).toEqual([event]);
    expect(event?.type).toBe('field.changed');
  });

  it('leaves no gap to who opens it and then reads pages, while a writer goes on', async () => {
    const org = 'gapless';
    const token = await streams.tokenOf(org);
    const writes = new AbortController();
    let written = 0;
    const writing = (async () => {
      while (!writes.signal.aborted) {
        await streams.writer.append(...entriesOf(org, 3));
        written += 3;
      }
    })();
    await waitFor(() => written > 30);
    const live = await streams.clients.open({ org, token });
    const from = Number(await waitFor(() => live.ready));
    const paged: number[] = [];
    for (let path: string | null = '/v1/activity?per_page=100'; path !== null;) {
      const { data, meta } = (await (await streams.query.get(path, { token, headers: { orgid: org } })).json()) as {
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
    const live = await Promise.all(filters.map((each) => streams.clients.open({ org, filters: `?${each}` })));
    const all = await streams.clients.open({ org });
    await streams.writer.append(
      ...upTo(40).map((n) =>
        anActivity({ org, ...kinds[n % 4]!, occurredAt: `2026-01-${String((n % 10) + 1).padStart(2, '0')}T00:00:00Z` }),
      ),
    );
    await waitFor(() => all.positions.length === 40);
    const token = await streams.tokenOf(org);
    for (const [i, each] of filters.entries()) {
      const { module, ...rest } = Object.fromEntries(new URLSearchParams(each)) as { module?: string };
      const path = module === undefined ? '/v1/activity' : `/v1/modules/${module}/activity`;
      const response = await streams.query.get(
        `${path}?${new URLSearchParams({ ...rest, per_page: '100' }).toString()}`,
        {
          token,
          headers: { orgid: org },
        },
      );
      const { data } = (await response.json()) as { data: { position: string }[] };
      const expected = data.map(({ position }) => Number(position)).sort((a, b) => a - b);
      await waitFor(() => live[i]?.positions.length === expected.length, { describe: each });
      expect([each, live[i]?.positions]).toEqual([each, expected]);
      const resumed = await streams.clients.open({ org, filters: `?${each}&last_event_id=0` });
      // The sign of life tells how far it has looked.
      await waitFor(() => resumed.lastEventId === '40');
      expect([each, resumed.positions]).toEqual([each, expected]);
    }
  });

  it('shows a customer what is meant for customers about the own record, live and resumed, and nothing else', async () => {
    const org = 'customers';
    const token = await streams.tokenOf(org, {
      kind: 'customer',
      customer: 'contact/ada',
      permissions: ['activity:read'],
    });
    const live = await streams.clients.open({ org, token });
    const staff = await streams.clients.open({ org });
    const ada = { datatype: 'contact', ownerId: 'ada' } as const;
    const bob = { datatype: 'contact', ownerId: 'bob' } as const;
    const adasLead = { datatype: 'lead', ownerId: 'ada' } as const;
    await streams.writer.append(
      anActivity({ org, type: 'email_sent', subjects: [ada] }),
      anActivity({ org, type: 'note_added', subjects: [ada] }),
      anActivity({ org, type: 'email_sent', subjects: [bob] }),
      anActivity({ org, type: 'email_sent', subjects: [adasLead] }),
      anActivity({ org, type: 'email_sent', subjects: [bob, ada] }),
      anActivity({ org, type: 'comment_added', subjects: [ada] }),
    );
    await waitFor(() => staff.positions.length === 6 && live.lastEventId === '6');
    expect(live.positions).toEqual([1, 5]);
    const resumed = await streams.clients.open({ org, token, lastEventId: '0' });
    await waitFor(() => resumed.lastEventId === '6');
    expect(resumed.positions).toEqual([1, 5]);
  });

  it('has nothing of another org', async () => {
    const mine = await streams.clients.open({ org: 'mine' });
    const theirs = await streams.clients.open({ org: 'theirs' });
    await streams.writer.append(...entriesOf('theirs', 2), ...entriesOf('mine', 1));
    await waitFor(() => mine.positions.length === 1 && theirs.positions.length === 2);
    expect([mine.lastEventId, theirs.lastEventId]).toEqual(['1', '2']);
  });

  it('refuses before it begins, with a problem', async () => {
    const ask = async (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<unknown[]> => {
      const response = await fetch(`${streams.query.url}/v1/activity/stream${path}`, { method, headers });
      return [response.status, response.headers.get('content-type'), await response.text()];
    };
    const authorization = `Bearer ${await streams.tokenOf('refused')}`;
    const writeOnly = `Bearer ${await streams.tokenOf('refused', { permissions: ['activity:write'] })}`;
    const expired = `Bearer ${await streams.tokenOf('refused', { exp: Math.floor(Date.now() / 1000) - 60 })}`;
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
});

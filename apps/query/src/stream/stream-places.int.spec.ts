import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@activity-log/testing';
import { AdminClient } from '../testing/admin-client.spec.js';
import { entriesOf } from '../testing/entries-of.spec.js';
import type { EventStream } from '../testing/event-stream.spec.js';
import { metricOf } from '../testing/metric-of.spec.js';
import type { StreamAsked } from '../testing/stream-clients.spec.js';
import { createStreamsUnderTest, type StreamsUnderTest } from './streams-under-test.spec.js';

const perPrincipal = 2;

describe('the places of streams', () => {
  let streams: StreamsUnderTest;
  let admin: AdminClient;

  beforeAll(async () => {
    streams = await createStreamsUnderTest({
      STREAM_MAX_CLIENTS: '6',
      STREAM_MAX_CLIENTS_PER_PRINCIPAL: String(perPrincipal),
      STREAM_SLOW_CLIENT_MS: '500',
    });
    admin = await AdminClient.open(streams.ground.database);
  });

  afterEach(async () => {
    streams.clients.closeAll();
    await waitFor(async () => (await metricOf(streams.query.url, 'stream_clients')) === 0);
  });

  afterAll(async () => {
    await admin.close();
    await streams.close();
  });

  /** As many streams at once as a principal may have. */
  const openAll = (asked: StreamAsked): Promise<EventStream[]> =>
    Promise.all(Array.from({ length: perPrincipal }, () => streams.clients.open(asked)));

  /** Resolves once the principal can have all its streams, and sees that it gets no more. */
  const expectAllPlaces = async (org: string): Promise<void> => {
    await waitFor(async () => {
      const opened = await openAll({ org });
      const all = opened.every(({ status }) => status === 200);
      if (!all) for (const each of opened) each.close();
      return all;
    });
    expect((await streams.clients.open({ org })).status).toBe(429);
  };

  it('are so many for one principal, while others get theirs', async () => {
    const org = 'greedy';
    const limited = await metricOf(streams.query.url, 'http_rate_limited_total{policy="streams"}');
    const opened = await openAll({ org });
    expect(opened.map(({ status }) => status)).toEqual([200, 200]);
    const response = await fetch(`${streams.query.url}/v1/activity/stream`, {
      headers: { authorization: `Bearer ${await streams.tokenOf(org)}` },
    });
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '5']);
    expect(await response.json()).toMatchObject({
      code: 'rate_limited',
      detail: 'this principal has as many streams as it may have at once',
    });
    expect(await metricOf(streams.query.url, 'http_rate_limited_total{policy="streams"}')).toBe(limited + 1);
    for (const asked of [
      { org, token: await streams.tokenOf(org, { sub: 'usr_other' }) },
      { org, token: await streams.tokenOf(org, { kind: 'service' }) },
      { org: 'modest' },
    ]) {
      expect((await streams.clients.open(asked)).status).toBe(200);
    }
    opened[0]?.close();
    await waitFor(async () => (await streams.clients.open({ org })).status === 200);
  });

  it('are so many for all together, and 503 when none is left', async () => {
    for (const sub of ['a', 'b', 'c']) await openAll({ org: 'full', token: await streams.tokenOf('full', { sub }) });
    const token = await streams.tokenOf('full', { sub: 'd' });
    const refused = await streams.clients.open({ org: 'full', token });
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '5']);
    streams.clients.closeAll();
    await waitFor(async () => (await streams.clients.open({ org: 'full', token })).status === 200);
  });

  it('come back from a client that goes', async () => {
    const org = 'gone';
    const opened = await openAll({ org });
    await waitFor(() => opened.every(({ ready }) => ready !== undefined));
    for (const each of opened) each.close();
    await expectAllPlaces(org);
  });

  it('come back from a client that is sent away because it does not read', async () => {
    const org = 'unread';
    const dropped = await metricOf(streams.query.url, 'stream_dropped_slow_total');
    await openAll({ org, reading: 'unread' });
    const summary = 'x'.repeat(60_000);
    for (let n = 0; n < 300; n += 20) await streams.writer.append(...entriesOf(org, 20, { summary }));
    await waitFor(
      async () => (await metricOf(streams.query.url, 'stream_dropped_slow_total')) === dropped + perPrincipal,
      {
        timeoutMs: 30_000,
      },
    );
    await expectAllPlaces(org);
  }, 60_000);

  it('come back from a client whose token expires', async () => {
    const org = 'expired';
    const token = await streams.tokenOf(org, { exp: Math.floor(Date.now() / 1000) + 2 });
    const opened = await openAll({ org, token });
    await waitFor(() => opened.every(({ isOver }) => isOver));
    await expectAllPlaces(org);
  });

  it('come back from a client that is refused, or whose first read fails', async () => {
    const org = 'failed';
    for (let n = 0; n <= perPrincipal; n += 1) {
      expect((await streams.clients.open({ org, lastEventId: '7' })).status).toBe(400);
    }
    await admin.withoutReaders('org_head', async () => {
      for (let n = 0; n <= perPrincipal; n += 1) expect((await streams.clients.open({ org })).status).toBe(500);
    });
    await expectAllPlaces(org);
  });

  it('come back from a client that goes before it is answered', async () => {
    const org = 'impatient';
    const token = await streams.tokenOf(org);
    await admin.withLocked('org_head', async () => {
      const leave = new AbortController();
      const asked = Array.from({ length: perPrincipal }, () =>
        fetch(`${streams.query.url}/v1/activity/stream`, {
          headers: { authorization: `Bearer ${token}` },
          signal: leave.signal,
        }).then(
          () => 'answered',
          () => 'left',
        ),
      );
      // The org has one follower, and its first read is one statement.
      await waitFor(async () => (await admin.waiting()) > 0);
      expect((await streams.clients.open({ org, token })).status).toBe(429);
      leave.abort();
      expect(await Promise.all(asked)).toEqual(['left', 'left']);
    });
    await expectAllPlaces(org);
  });
});

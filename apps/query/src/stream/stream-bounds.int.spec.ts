import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@activity-log/testing';
import { entriesOf } from '../testing/entries-of.spec.js';
import { metricOf } from '../testing/metric-of.spec.js';
import { startQuery } from '../testing/query-under-test.spec.js';
import { upTo } from '../testing/up-to.spec.js';
import { createStreamsUnderTest, type StreamsUnderTest } from './streams-under-test.spec.js';

describe('the bounds of streams', () => {
  let streams: StreamsUnderTest;

  beforeAll(async () => {
    // As long as a busy machine takes to read what waited for a client that is sent away.
    streams = await createStreamsUnderTest({ STREAM_SLOW_CLIENT_MS: '5000', STREAM_MAX_CLIENTS_PER_PRINCIPAL: '1000' });
  });

  afterEach(() => {
    streams.clients.closeAll();
  });

  afterAll(() => streams.close());

  it('sends a client away that does not read, holds little for it, and lets it resume', async () => {
    const org = 'slow';
    const fast = await streams.clients.open({ org });
    const slow = await streams.clients.open({ org, reading: 'unread' });
    const dropped = await metricOf(streams.query.url, 'stream_dropped_slow_total');
    const count = 400;
    // More than the sockets of both sides hold.
    const summary = 'x'.repeat(60_000);
    for (let n = 0; n < count; n += 20) await streams.writer.append(...entriesOf(org, 20, { summary }));
    await waitFor(() => fast.positions.length === count, { timeoutMs: 30_000 });
    await waitFor(async () => (await metricOf(streams.query.url, 'stream_dropped_slow_total')) === dropped + 1, {
      timeoutMs: 30_000,
    });
    slow.read();
    await waitFor(() => slow.isOver);
    expect(slow.error).toMatchObject({ code: 'client_too_slow' });
    const got = slow.positions.length;
    expect(got).toBeLessThan(count);
    expect(slow.positions).toEqual(upTo(got));
    const resumed = await streams.clients.open({ org, lastEventId: slow.lastEventId });
    await waitFor(() => resumed.positions.at(-1) === count, { timeoutMs: 30_000 });
    expect([...slow.positions, ...resumed.positions]).toEqual(upTo(count));
    expect(fast.positions).toEqual(upTo(count));
  }, 60_000);

  it('lets a client fall behind and catch up, when it reads in time', async () => {
    const org = 'hesitant';
    // More time than a busy machine takes to write what it does not read.
    const patient = await startQuery(streams.ground, { STREAM_SLOW_CLIENT_MS: '50000' });
    const hesitant = await streams.clients.open({ org, reading: 'unread', url: patient.url });
    const summary = 'x'.repeat(60_000);
    for (let n = 0; n < 300; n += 20) await streams.writer.append(...entriesOf(org, 20, { summary }));
    hesitant.read();
    await waitFor(() => hesitant.positions.length === 300, { timeoutMs: 30_000 });
    await streams.writer.append(...entriesOf(org, 1));
    await waitFor(() => hesitant.positions.length === 301);
    expect(hesitant.positions).toEqual(upTo(301));
    expect(hesitant.error).toBeUndefined();
    await patient.stop();
  }, 60_000);

  it('serves 200 clients of an org by one reader', async () => {
    const org = 'crowd';
    const token = await streams.tokenOf(org);
    const crowd = await Promise.all(upTo(200).map(() => streams.clients.open({ org, token })));
    await waitFor(() => crowd.every(({ ready }) => ready !== undefined));
    expect(await metricOf(streams.query.url, 'stream_clients')).toBeGreaterThanOrEqual(200);
    const sent = await metricOf(streams.query.url, 'stream_sent_total');
    for (let n = 0; n < 10; n += 1) await streams.writer.append(...entriesOf(org, 5));
    await waitFor(() => crowd.every(({ positions }) => positions.length === 50), { timeoutMs: 30_000 });
    for (const { positions } of crowd) expect(positions).toEqual(upTo(50));
    expect(await metricOf(streams.query.url, 'stream_sent_total')).toBe(sent + 200 * 50);
    for (const client of crowd) client.close();
    await waitFor(async () => (await metricOf(streams.query.url, 'stream_clients')) === 0);
  }, 60_000);
});

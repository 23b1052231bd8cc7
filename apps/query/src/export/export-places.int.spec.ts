import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@activity-log/testing';
import { AdminClient } from '../testing/admin-client.spec.js';
import { entriesOf } from '../testing/entries-of.spec.js';
import { metricOf } from '../testing/metric-of.spec.js';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';
import { TestWriter } from '../testing/test-writer.spec.js';
import { upTo } from '../testing/up-to.spec.js';

const perOrg = 2;
/** Longer than what the sockets of both sides hold. */
const long = { entries: 240, summaryLength: 100_000 };
/** Entries that one read of the log takes. */
const perPart = 5;
const org = 'long';

describe('the places of exports', () => {
  let ground: QueryGround;
  let query: QueryUnderTest;
  let writer: TestWriter;
  let admin: AdminClient;
  const unread: IncomingMessage[] = [];
  const others: QueryUnderTest[] = [];

  beforeAll(async () => {
    ground = await createQueryGround();
    query = await startQuery(ground, {
      EXPORT_MAX_CONCURRENT_PER_ORG: String(perOrg),
    });
    writer = await TestWriter.open(ground.database);
    admin = await AdminClient.open(ground.database);
    const summary = 'x'.repeat(long.summaryLength);
    for (let n = 0; n < long.entries; n += 20) await writer.append(...entriesOf(org, 20, { summary }));
    await writer.append(...entriesOf('short', 1));
  });

  const running = (url = query.url): Promise<number> => metricOf(url, 'export_running');

  afterEach(async () => {
    for (const response of unread.splice(0)) response.destroy();
    for (const other of others.splice(0)) await other.stop();
    await waitFor(async () => (await running()) === 0);
  });

  afterAll(async () => {
    await admin.close();
    await writer.close();
    await query.stop();
    await ground.remove();
  });

  /** A query that is set otherwise, until the test ends. */
  const startOther = async (env: Readonly<Record<string, string>>): Promise<QueryUnderTest> => {
    const other = await startQuery(ground, env);
    others.push(other);
    return other;
  };

  const headersOf = async (of: string): Promise<{ authorization: string }> => ({
    authorization: `Bearer ${await ground.issuer.token({ org: of })}`,
  });

  /** The answer to a client that reads no more than the head. */
  const open = async (parameters = '', url = query.url): Promise<IncomingMessage> => {
    const asked = request(`${url}/v1/activity/export?format=ndjson${parameters}`, {
      headers: await headersOf(org),
      agent: false,
    });
    asked.on('error', () => undefined);
    asked.end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    response.on('error', () => undefined);
    unread.push(response);
    return response;
  };
  const openAll = (): Promise<IncomingMessage[]> => Promise.all(Array.from({ length: perOrg }, () => open()));

  const ask = async (of: string, parameters = ''): Promise<Response> =>
    fetch(`${query.url}/v1/activity/export?format=ndjson${parameters}`, { headers: await headersOf(of) });

  /** Sees that the org can have all its exports, and no more. */
  const expectAllPlaces = async (): Promise<void> => {
    await waitFor(async () => (await running()) === 0, { timeoutMs: 30_000 });
    expect((await openAll()).map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    expect((await open()).statusCode).toBe(429);
  };

  it('are so many for one org, while others get theirs', async () => {
    const limited = await metricOf(query.url, 'http_rate_limited_total{policy="exports"}');
    await openAll();
    const refused = await ask(org);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10']);
    expect(await refused.json()).toMatchObject({
      code: 'rate_limited',
      detail: 'this org has as many exports as it may have at once',
    });
    expect(await metricOf(query.url, 'http_rate_limited_total{policy="exports"}')).toBe(limited + 1);
    const short = await ask('short');
    expect([short.status, (await short.text()).length > 0]).toEqual([200, true]);
  });

  it('come back from a client that goes', async () => {
    const opened = await openAll();
    for (const response of opened) response.destroy();
    await expectAllPlaces();
  });

  it('come back from an export that is refused, or whose first read fails', async () => {
    for (let n = 0; n <= perOrg; n += 1) expect((await ask(org, '&since=1000000')).status).toBe(400);
    await admin.withoutReaders('org_head', async () => {
      for (let n = 0; n <= perOrg; n += 1) expect((await ask(org)).status).toBe(500);
    });
    await expectAllPlaces();
  });

  it('come back from an export that breaks off because the log cannot be read', async () => {
    const [opened] = await openAll();
    await admin.withoutReaders('activity', async () => {
      opened?.resume();
      await waitFor(() => opened?.closed, { timeoutMs: 30_000 });
    });
    expect(opened?.complete).toBe(false);
    expect(query.logLines.some((line) => line.includes('"export.broke_off"'))).toBe(true);
  }, 60_000);

  it('come back from a client that goes while its credentials are looked at', async () => {
    const counting = await startOther({ RATE_LIMIT_PER_MINUTE: '600', EXPORT_MAX_CONCURRENT: '1' });
    const headers = await headersOf('short');
    await admin.withLocked('rate_limit', async () => {
      const leave = new AbortController();
      const left = fetch(`${counting.url}/v1/activity/export?format=ndjson`, { headers, signal: leave.signal });
      await waitFor(async () => (await admin.waiting()) > 0);
      leave.abort();
      await expect(left).rejects.toThrow('abort');
      // The count is given up, and the request goes on to its handler.
      await waitFor(() => counting.logLines.some((line) => line.includes('"rate_limit.store_failed"')));
    });
    const again = await fetch(`${counting.url}/v1/activity/export?format=ndjson`, { headers });
    expect([again.status, await running(counting.url)]).toEqual([200, 0]);
    await again.text();
  });

  it('come back from clients that stop reading, wherever in the export, the last part included', async () => {
    const lengths = upTo(20).map((n) => n * perPart);
    const patient = await startOther({
      EXPORT_MAX_CONCURRENT: '100',
      EXPORT_MAX_CONCURRENT_PER_ORG: '100',
      EXPORT_SLOW_CLIENT_MS: '5000',
    });
    // From what the sockets hold to what they do not, in steps of a part: one waits with its last part alone.
    const opened = await Promise.all(lengths.map((each) => open(`&since=${long.entries - each}`, patient.url)));
    expect(opened.map(({ statusCode }) => statusCode)).toEqual(lengths.map(() => 200));
    await waitFor(async () => (await running(patient.url)) === 0, { timeoutMs: 40_000 });
    const sent = await Promise.all(
      opened.map(async (response) => {
        response.resume();
        await waitFor(() => response.closed);
        return response.complete;
      }),
    );
    // Short ones were sent before anybody had to read; long ones were cut.
    expect([sent[0], sent.at(-1)]).toEqual([true, false]);
  }, 60_000);
});

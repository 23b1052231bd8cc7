import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '@activity-log/embedded';
import { anActivity, waitFor } from '@activity-log/testing';
import pg from 'pg';
import { entriesOf } from '../testing/entries-of.spec.js';
import { metricOf } from '../testing/metric-of.spec.js';
import { QueryProcess } from '../testing/query-process.spec.js';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';
import { TestWriter } from '../testing/test-writer.spec.js';
import { upTo } from '../testing/up-to.spec.js';
import { csvColumns } from './csv-rows.js';

interface Line {
  readonly position: string;
  readonly type: string;
  readonly activityType: string;
  readonly user: { readonly id: string } | null;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

describe('the export of activities', () => {
  let ground: QueryGround;
  let query: QueryUnderTest;
  let writer: TestWriter;
  let admin: pg.Client;

  beforeAll(async () => {
    ground = await createQueryGround();
    query = await startQuery(ground, { EXPORT_MAX_CONCURRENT: '2', EXPORT_MAX_CONCURRENT_PER_ORG: '4' });
    writer = await TestWriter.open(ground.database);
    admin = new pg.Client({ connectionString: ground.database.adminUrl });
    await admin.connect();
  });

  afterAll(async () => {
    await admin.end();
    await writer.close();
    await query.stop();
    await ground.remove();
  });

  const ask = async (
    org: string,
    parameters: string,
    { accept = '*/*', ...claims }: Readonly<Record<string, unknown>> & { readonly accept?: string } = {},
  ) => {
    const token = await ground.issuer.token({ org, ...claims });
    const headers = { authorization: `Bearer ${token}`, accept };
    return fetch(`${query.url}/v1/activity/export${parameters}`, { headers });
  };
  const linesOf = async (response: Response): Promise<Line[]> => {
    const text = await response.text();
    expect(text === '' || text.endsWith('\n')).toBe(true);
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line);
  };
  const positionsOf = (lines: readonly Line[]): number[] => lines.map(({ position }) => Number(position));
  /** Entries `activity_exported` of an org, in order. */
  const exportsOf = async (org: string): Promise<Line[]> =>
    (await linesOf(await ask(org, '?format=ndjson&type=activity_exported'))).filter(
      ({ activityType }) => activityType === 'activity_exported',
    );

  it('is the activities of the feed, a line each, in order of position', async () => {
    const org = 'lines';
    await writer.append(...entriesOf(org, 7));
    const response = await ask(org, '?format=ndjson');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': 'attachment; filename="activity-lines-7.ndjson"',
      'x-activity-up-to': '7',
      'cache-control': 'no-store',
    });
    const lines = await linesOf(response);
    expect(positionsOf(lines)).toEqual(upTo(7));
    const token = await ground.issuer.token({ org });
    const feed = (await (await query.get('/v1/activity', { token, headers: { orgid: org } })).json()) as {
      data: Line[];
    };
    expect(feed.data.filter(({ activityType }) => activityType !== 'activity_exported').reverse()).toEqual(lines);
  });

  it('is in the log before its first byte: who, which format and filters, from where', async () => {
    const org = 'audited';
    await writer.append(...entriesOf(org, 3));
    const response = await ask(org, '?format=csv&since=1&type=call.logged&module=contacts&from=2026-01-01');
    const [entry] = await exportsOf(org);
    await response.text();
    expect(entry).toMatchObject({
      position: '4',
      activityType: 'activity_exported',
      user: { id: 'usr_123', name: 'Sarah Chen' },
      metadata: {
        format: 'csv',
        since: '1',
        by: 'user',
        filters: { type: 'call.logged', module: 'contacts', from: '2026-01-01T00:00:00Z' },
      },
    });
    expect(response.headers.get('x-activity-up-to')).toBe('3');
  });

  it('goes on from a position, and from where an earlier one ended', async () => {
    const org = 'resumed';
    await writer.append(...entriesOf(org, 5));
    const first = await ask(org, '?format=ndjson');
    expect(positionsOf(await linesOf(first))).toEqual(upTo(5));
    await writer.append(...entriesOf(org, 2));
    const next = await linesOf(await ask(org, `?format=ndjson&since=${first.headers.get('x-activity-up-to') ?? ''}`));
    // The first export is an entry itself.
    expect(positionsOf(next)).toEqual([6, 7, 8]);
    expect(positionsOf(await linesOf(await ask(org, '?format=ndjson&since=4&to=2026-11-22T08:00:00Z')))).toEqual([
      5, 7, 8,
    ]);
  });

  it('is one CSV file when its parts are put together', async () => {
    const org = 'parts';
    await writer.append(...entriesOf(org, 4));
    const whole = await ask(org, '?format=csv');
    expect(whole.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    const text = await whole.text();
    const rest = await ask(org, '?format=csv&since=2&to=2026-11-22T08:00:00Z');
    expect(rest.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=absent');
    const rows = text.split('\r\n');
    expect((await rest.text()).split('\r\n')).toEqual(rows.slice(3));
  });

  it('is of the format that Accept prefers when none is named, and 406 when Accept refuses it', async () => {
    const org = 'accepting';
    const typeFor = async (accept: string, parameters = ''): Promise<unknown> => {
      const response = await ask(org, parameters, { accept });
      const text = await response.text();
      return response.ok
        ? response.headers.get('content-type')?.split(';', 1)[0]
        : (JSON.parse(text) as { code: string }).code;
    };
    expect(await typeFor('*/*')).toBe('application/x-ndjson');
    expect(await typeFor('text/csv')).toBe('text/csv');
    expect(await typeFor('application/x-ndjson;q=0.1, text/*')).toBe('text/csv');
    expect(await typeFor('application/json, */*;q=0.1', '?format=csv')).toBe('text/csv');
    expect(await typeFor('text/html')).toBe('not_acceptable');
    expect(await typeFor('text/csv', '?format=ndjson')).toBe('not_acceptable');
    expect((await exportsOf(org)).map(({ metadata }) => metadata?.['format'])).toEqual(['ndjson', 'csv', 'csv', 'csv']);
  });

  it('has what the filters let pass', async () => {
    const org = 'filtered';
    await writer.append(
      anActivity({ org, type: 'email_sent', subjects: [{ datatype: 'contact', ownerId: 'C' }] }),
      anActivity({ org, type: 'note_added', subjects: [{ datatype: 'contact', ownerId: 'C' }], user: { id: 'usr_9' } }),
      anActivity({
        org,
        type: 'record_updated',
        subjects: [{ datatype: 'deal', ownerId: 'D' }],
        changes: [{ field: 'value', to: 1 }],
        occurredAt: '2020-01-01T00:00:00Z',
      }),
    );
    const of = async (filters: string): Promise<number[]> =>
      positionsOf(await linesOf(await ask(org, `?format=ndjson&${filters}`)));
    expect(await of('type=email.sent')).toEqual([1]);
    expect(await of('types=email_sent,note.added')).toEqual([1, 2]);
    expect(await of('user_id=usr_9')).toEqual([2]);
    expect(await of('field=value')).toEqual([3]);
    expect(await of('module=contacts')).toEqual([1, 2]);
    expect(await of('to=2021-01-01')).toEqual([3]);
    expect(await of('type=email_sent&user_id=usr_9')).toEqual([]);
  });

  it('is a table that no spreadsheet runs', async () => {
    const org = 'table';
    await writer.append(
      anActivity({
        org,
        type: 'call_logged',
        subjects: [{ datatype: 'contact', ownerId: '=C1', name: '＝cmd|x' }],
        user: { id: '@usr', name: '+Sarah', email: '-s@example.com' },
        summary: 'said "hello",\n=HYPERLINK("http://x")\r\n\t@SUM(A1)',
        durationSeconds: 60,
        metadata: { outcome: '=1' },
      }),
    );
    const text = await (await ask(org, '?format=csv')).text();
    const [header, ...rows] = text.split('\r\n');
    expect(header).toBe(csvColumns.join(','));
    expect(text.startsWith(`${csvColumns.join(',')}\r\n1,act_`)).toBe(true);
    expect(rows.join('\r\n')).toContain(',call.logged,call_logged,2026-11-22T08:00:00Z,');
    for (const cell of ["'@usr", "'+Sarah", "'-s@example.com", "'=C1", "'＝cmd|x"]) expect(text).toContain(`,${cell},`);
    expect(text).toContain(`"said ""hello"",\n'=HYPERLINK(""http://x"")\r\n'\t@SUM(A1)"`);
    for (const line of text.split(/\r\n|[\r\n]/)) expect(line).not.toMatch(/^[=+\-@\t＝＋－＠]/);
  });

  it('is an empty body, or the header alone, for an org that has nothing', async () => {
    expect(await (await ask('nothing-yet', '?format=ndjson')).text()).toBe('');
    expect(await (await ask('nothing-yet-either', '?format=csv')).text()).toBe(`${csvColumns.join(',')}\r\n`);
  });

  it('has nothing of another org', async () => {
    await writer.append(...entriesOf('export-theirs', 3), ...entriesOf('export-mine', 1));
    expect(await linesOf(await ask('export-mine', '?format=ndjson'))).toHaveLength(1);
  });

  it('is refused with a problem, and then nothing is in the log', async () => {
    const org = 'export-refused';
    const code = async (parameters: string, claims: Readonly<Record<string, unknown>> = {}): Promise<unknown> => {
      const response = await ask(org, parameters, claims);
      return [response.status, ((await response.json()) as { code: string }).code];
    };
    const customer = { kind: 'customer', customer: 'contact/ada' };
    expect(await code('?format=ndjson', customer)).toEqual([403, 'forbidden']);
    expect(await code('?format=ndjson', { permissions: ['activity:read'] })).toEqual([403, 'forbidden']);
    expect(await code('', { accept: 'text/html' })).toEqual([406, 'not_acceptable']);
    expect(await code('?format=xml')).toEqual([400, 'invalid_request']);
    expect(await code('?format=csv&colour=red')).toEqual([400, 'invalid_request']);
    expect(await code('?format=csv&from=2026-02-01&to=2026-01-01')).toEqual([400, 'invalid_date_range']);
    expect(await code('?format=csv&since=1')).toEqual([400, 'invalid_cursor']);
    expect(await code('?format=csv&since=-1')).toEqual([400, 'invalid_cursor']);
    expect((await fetch(`${query.url}/v1/activity/export?format=csv`)).status).toBe(401);
    const token = await ground.issuer.token({ org });
    const head = await fetch(`${query.url}/v1/activity/export?format=csv`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(head.status).toBe(405);
    expect(await exportsOf(org)).toEqual([]);
  });

  it('reads no more when the client has gone, and gives its place to the next', async () => {
    const org = 'gone';
    for (let n = 0; n < 40; n += 1) await writer.append(...entriesOf(org, 25, { summary: 'x'.repeat(50_000) }));
    const authorization = `Bearer ${await ground.issuer.token({ org })}`;
    const begin = async () => {
      const asked = request(`${query.url}/v1/activity/export?format=ndjson`, {
        headers: { authorization },
        agent: false,
      });
      asked.on('error', () => undefined);
      asked.end();
      const [response] = (await once(asked, 'response')) as [NodeJS.ReadableStream & { statusCode: number }];
      // Never read beyond the first part: the rest of the 50 MB waits where it is.
      return { asked, response };
    };
    const rows = (): Promise<number> => metricOf(query.url, 'export_rows_total');
    const reads = async (): Promise<string> => {
      const found = await admin.query<{ at: string }>(
        `select max(query_start)::text as at from pg_stat_activity
          where datname = current_database() and application_name = 'activity-log-export'`,
      );
      return found.rows[0]?.at ?? '';
    };
    const before = await rows();
    const [first, second] = [await begin(), await begin()];
    expect((await ask(org, '?format=ndjson')).status).toBe(503);
    // Both wait for their clients: the sockets are full, and nothing more is read.
    let last = '';
    await waitFor(async () => {
      const now = await reads();
      const isStill = now === last;
      last = now;
      return isStill;
    });
    expect((await rows()) - before).toBeLessThan(1_500);
    first.asked.destroy();
    second.asked.destroy();
    await waitFor(async () => {
      const response = await ask(org, '?format=ndjson&since=999');
      await response.text();
      return response.status === 200;
    });
    const active = await admin.query(
      `select 1 from pg_stat_activity
        where datname = current_database() and application_name = 'activity-log-export' and state <> 'idle'`,
    );
    expect(active.rows).toEqual([]);
    expect((await rows()) - before).toBeLessThan(1_600);
  }, 60_000);

  it('bears that the database cuts its connections', async () => {
    const org = 'cut';
    for (let n = 0; n < 20; n += 1) await writer.append(...entriesOf(org, 25, { summary: 'x'.repeat(50_000) }));
    const response = await ask(org, '?format=ndjson');
    let text = '';
    let cuts = 0;
    for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(part).toString();
      if (text.length < (cuts + 1) * 5_000_000) continue;
      cuts += 1;
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name = 'activity-log-export'`,
      );
    }
    expect(cuts).toBeGreaterThan(2);
    const positions = text.split('\n').flatMap((line) => /"position":"(\d+)"/.exec(line)?.[1] ?? []);
    expect(positions.map(Number)).toEqual(upTo(500));
  }, 60_000);

  it('sends a log that is larger than the heap it has', async () => {
    const org = 'long';
    const batches = 102;
    const perBatch = 500;
    const summary = 'y'.repeat(3_000);
    for (let n = 0; n < batches; n += 1) await writer.append(...entriesOf(org, perBatch, { summary }));
    const port = await freePort();
    const separate = new QueryProcess(ground, {
      HTTP_PORT: String(port),
      NODE_OPTIONS: '--max-old-space-size=128 --max-semi-space-size=8',
    });
    try {
      const url = `http://127.0.0.1:${port}`;
      await waitFor(async () => (await fetch(`${url}/readyz`)).ok, { timeoutMs: 20_000 });
      const token = await ground.issuer.token({ org });
      for (const format of ['ndjson', 'csv']) {
        const response = await fetch(`${url}/v1/activity/export?format=${format}`, {
          headers: { authorization: `Bearer ${token}` },
        });
        const got = { rows: 0, bytes: 0, peakBytes: 0, measuredAt: 0 };
        for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
          got.bytes += part.length;
          got.rows += linesIn(part);
          if (got.bytes - got.measuredAt < 20_000_000) continue;
          got.measuredAt = got.bytes;
          got.peakBytes = Math.max(got.peakBytes, await metricOf(url, 'process_resident_memory_bytes'));
        }
        // The export of NDJSON is an entry that the one of CSV has as well, beside its header.
        expect(got.rows).toBe(batches * perBatch + (format === 'csv' ? 2 : 0));
        expect(got.bytes).toBeGreaterThan(150_000_000);
        expect(got.peakBytes).toBeLessThan(320 * 1_048_576);
      }
    } finally {
      expect(await separate.terminate()).toBe(0);
    }
  }, 300_000);
});

function linesIn(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines += 1;
  return lines;
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FieldChange, JsonValue, Subject } from '@activity-log/activity';
import { anActivity, type DomainEventOverrides } from '@activity-log/testing';
import { getMetadataStorage } from 'class-validator';
import { createReadsUnderTest, type Problem, type ReadsUnderTest } from '../testing/reads-under-test.spec.js';
import { DiffQuery } from './diff-query.js';
import { HistoryQuery } from './history-query.js';

interface Version {
  readonly version: number;
  readonly operation: string;
  readonly activityId: string;
  readonly position: string;
  readonly fields: Readonly<Record<string, JsonValue>>;
}
interface History {
  readonly data: readonly Version[];
  readonly meta: {
    readonly total: number;
    readonly total_pages: number;
    readonly next_cursor: string | null;
    readonly prev_cursor: string;
  };
}
interface Diff {
  readonly data: { readonly from: object; readonly to: object; readonly changes: readonly FieldChange[] };
}

const deal = (ownerId: string): readonly [Subject] => [{ datatype: 'deal', ownerId, name: 'Enterprise License' }];
const change = (field: string, from: JsonValue, to: JsonValue): FieldChange => ({ field, from, to });
const hour = (n: number): string => `2026-11-20T${String(n).padStart(2, '0')}:00:00Z`;

describe('the history of a record', () => {
  let reads: ReadsUnderTest;

  beforeAll(async () => {
    reads = await createReadsUnderTest();
  });

  afterAll(() => reads.close());

  const read = <T = History>(path: string): Promise<T> => reads.read<T>(path);
  const problem = (path: string, token?: string): Promise<Problem> => reads.problem(path, token);
  const write = (ownerId: string, ...events: readonly DomainEventOverrides[]): Promise<void> =>
    reads.writer.append(...events.map((event) => anActivity({ subjects: deal(ownerId), ...event })));

  const bob = { id: 'usr_456', name: 'Bob' };
  const lifeOf = (ownerId: string): Promise<void> =>
    write(
      ownerId,
      {
        type: 'record_created',
        occurredAt: hour(1),
        changes: [
          { field: 'stage', to: 'open' },
          { field: 'value', to: 5 },
        ],
      },
      { type: 'call_logged', occurredAt: hour(2) },
      {
        type: 'field_changed',
        occurredAt: hour(3),
        user: bob,
        changes: [change('stage', 'open', 'won')],
        metadata: { ip_address: '192.0.2.7', user_agent: 'curl/8', ticket: 1 },
      },
      { type: 'record_deleted', occurredAt: hour(4), user: null },
    );

  it('says who did what to it, when, from where, and what it was like then', async () => {
    await lifeOf('who');
    const { data, meta } = await read('/repository/history/deals/who');
    expect(meta).toMatchObject({ total: 3, page: 1, per_page: 50, total_pages: 1, next_cursor: null });
    const birth = { createdate: hour(1), createuser: 'usr_123' };
    expect(data).toEqual([
      expect.objectContaining({
        version: 1,
        operation: 'created',
        type: 'record_created',
        timestamp: hour(1),
        user: { id: 'usr_123', name: 'Sarah Chen', email: 'sarah@example.com' },
        changes: [
          { field: 'stage', to: 'open' },
          { field: 'value', to: 5 },
        ],
        fields: { stage: 'open', value: 5 },
        ...birth,
        modifydate: hour(1),
        modifyuser: 'usr_123',
      }),
      {
        version: 2,
        operation: 'updated',
        type: 'field_changed',
        activityType: 'field_changed',
        activityId: expect.stringMatching(/^act_/),
        position: expect.stringMatching(/^\d+$/),
        timestamp: hour(3),
        recorded_at: expect.any(String),
        user: bob,
        ip: '192.0.2.7',
        user_agent: 'curl/8',
        changes: [change('stage', 'open', 'won')],
        fields: { stage: 'won', value: 5 },
        ...birth,
        modifydate: hour(3),
        modifyuser: 'usr_456',
      },
      expect.objectContaining({
        version: 3,
        operation: 'deleted',
        user: null,
        fields: { stage: 'won', value: 5 },
        ...birth,
        modifydate: hour(4),
        modifyuser: null,
      }),
    ]);
    expect(data[2]).not.toHaveProperty('ip');
    expect(data[2]).not.toHaveProperty('changes');
  });

  it('is the same under both base paths and both spellings of the collection', async () => {
    await lifeOf('same');
    const { data } = await read('/repository/history/deals/same');
    for (const path of ['/repository/history/deal/same', '/api/repository/history/deals/same']) {
      expect((await read(path)).data).toEqual(data);
    }
  });

  it('walks from version 1 on by pages and by cursors alike, and then meets what was recorded meanwhile once', async () => {
    const changes = (n: number): readonly FieldChange[] => [change('n', n - 1, n)];
    const update = (n: number): DomainEventOverrides => ({
      type: 'record_updated',
      changes: changes(n),
      occurredAt: hour(n),
    });
    await write('walk', ...[1, 2, 3, 4, 5].map(update));
    const path = '/repository/history/deals/walk';
    const first = await read(`${path}?pageSize=2`);
    await write('walk', update(6), update(7));
    const walked = [...first.data];
    for (let next = first.meta.next_cursor; next !== null;) {
      const page = await read(`${path}?cursor=${next}`);
      walked.push(...page.data);
      next = page.meta.next_cursor;
    }
    expect(walked.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
    const since = await read(`${path}?cursor=${first.meta.prev_cursor}`);
    expect(since.data.map(({ version, fields }) => [version, fields])).toEqual([
      [6, { n: 6 }],
      [7, { n: 7 }],
    ]);
    const numbered = [await read(`${path}?page=1&pageSize=4`), await read(`${path}?page=2&pageSize=4`)];
    expect(numbered.flatMap(({ data }) => data)).toEqual([...walked, ...since.data]);
    expect(numbered[0]!.meta).toMatchObject({ total: 7, total_pages: 2 });
    const { headers } = await reads.query.get(`${path}?pageSize=2`);
    expect(headers.get('link')).toMatch(/^<\/repository\/history\/deals\/walk\?cursor=[\w-]+>; rel="next", </);
  });

  it('picks a version by its number', async () => {
    await lifeOf('pick');
    const { data } = await read('/repository/history/deals/pick');
    for (const each of data) {
      expect((await read(`/repository/history/deals/pick?version=${each.version}`)).data).toEqual([each]);
    }
    expect(await problem('/repository/history/deals/pick?version=4')).toMatchObject({
      status: 404,
      code: 'record_not_found',
    });
  });

  it('picks the version and the fields of a moment', async () => {
    await lifeOf('moment');
    const asOf = async (moment: string) => {
      const { data } = await read(`/repository/history/deals/moment?as_of=${encodeURIComponent(moment)}`);
      return data.map(({ version, fields }) => [version, fields]);
    };
    expect(await asOf('2026-11-20T02:59:59.999999Z')).toEqual([[1, { stage: 'open', value: 5 }]]);
    expect(await asOf('2026-11-20T05:00:00+02:00')).toEqual([[2, { stage: 'won', value: 5 }]]);
    expect(await asOf('2030-01-01T00:00:00Z')).toEqual([[3, { stage: 'won', value: 5 }]]);
    // A date alone is its midnight in UTC.
    expect(await asOf('2026-11-21')).toEqual(await asOf('2026-11-21T00:00:00Z'));
    expect(await problem('/repository/history/deals/moment?as_of=2026-11-20')).toMatchObject({ status: 404 });
    expect(await problem('/repository/history/deals/moment?as_of=2026-11-20T00:59:59Z')).toMatchObject({ status: 404 });
  });

  it('lets an event that arrives late complete the past under a number of its own', async () => {
    await write(
      'late',
      { type: 'record_updated', occurredAt: hour(9), changes: [change('stage', 'open', 'won')] },
      { type: 'record_created', occurredAt: hour(1), changes: [{ field: 'stage', to: 'open' }] },
    );
    const { data } = await read('/repository/history/deals/late');
    expect(data[0]).toMatchObject({ version: 1, incomplete: true, before: { stage: 'open' } });
    expect(data[0]).not.toHaveProperty('createdate');
    expect(data[1]).toMatchObject({
      version: 2,
      operation: 'created',
      late: true,
      fields: { stage: 'won' },
      createdate: hour(1),
      modifydate: hour(9),
    });
    const [then] = (await read(`/repository/history/deals/late?as_of=${hour(5)}`)).data;
    expect(then).toMatchObject({ version: 2, fields: { stage: 'open' }, modifydate: hour(1) });
    const [now] = (await read(`/repository/history/deals/late?as_of=${hour(10)}`)).data;
    expect(now).toMatchObject({ version: 1, fields: { stage: 'won' }, createdate: hour(1) });
  });

  it('marks a change that does not follow on what the log says', async () => {
    await write(
      'conflict',
      { type: 'record_created', occurredAt: hour(1), changes: [{ field: 'stage', to: 'open' }] },
      { type: 'record_updated', occurredAt: hour(2), changes: [change('stage', 'lost', 'won')] },
    );
    const { data } = await read('/repository/history/deals/conflict');
    expect(data[0]).not.toHaveProperty('conflicts');
    expect(data[1]).toMatchObject({
      conflicts: [{ field: 'stage', expected: 'open', from: 'lost' }],
      fields: { stage: 'won' },
    });
  });

  it('tells what turns one version into another, either way round', async () => {
    await lifeOf('diff');
    const base = '/api/repository/history/deals/diff/diff';
    const { data } = await read<Diff>(`${base}?from=1&to=3`);
    expect(data).toMatchObject({
      record: { id: 'diff', module: 'deals', name: 'Enterprise License' },
      from: { version: 1, timestamp: hour(1) },
      to: { version: 3, timestamp: hour(4), user: null },
      changes: [change('stage', 'open', 'won')],
    });
    expect((await read<Diff>(`${base}?from=3&to=1`)).data.changes).toEqual([change('stage', 'won', 'open')]);
    expect((await read<Diff>(`${base}?from=2&to=2`)).data.changes).toEqual([]);
    expect(await problem(`${base}?from=1&to=4`)).toMatchObject({ status: 404, code: 'record_not_found' });
    expect(await problem(`${base}?from=1`)).toMatchObject({
      code: 'invalid_request',
      detail: 'to is required',
      errors: [{ path: 'to', rule: 'is required' }],
    });
  });

  it('is 404 for a record without activity, and empty for one that nothing changed', async () => {
    expect(await problem('/repository/history/deals/nobody')).toMatchObject({ status: 404, code: 'record_not_found' });
    expect(await problem('/repository/history/deals/nobody/diff?from=1&to=1')).toMatchObject({ status: 404 });
    await write('called', { type: 'call_logged' });
    expect(await read('/repository/history/deals/called')).toMatchObject({
      data: [],
      meta: { total: 0, next_cursor: null },
    });
  });

  it('shows nothing of another org', async () => {
    await reads.writer.append(anActivity({ org: 'globex', type: 'record_created', subjects: deal('shared') }));
    expect(await problem('/repository/history/deals/shared')).toMatchObject({ status: 404 });
    const globex = await reads.query.issuer.token({ org: 'globex' });
    const theirs = await reads.query.get('/repository/history/deals/shared', {
      token: globex,
      headers: { orgid: 'globex' },
    });
    expect(theirs.status).toBe(200);
    expect((await reads.query.get('/repository/history/deals/shared', { token: globex })).status).toBe(403);
  });

  it('is for those who may audit, and never for customers', async () => {
    await lifeOf('audit');
    const paths = ['/repository/history/deals/audit', '/repository/history/deals/audit/diff?from=1&to=2'];
    const reader = await reads.query.issuer.token({ permissions: ['activity:read'] });
    const customer = await reads.query.issuer.token({ kind: 'customer', customer: 'contact/audit' });
    const service = await reads.query.issuer.token({ kind: 'service', permissions: ['activity:audit'] });
    for (const path of paths) {
      expect(await problem(path, reader)).toMatchObject({ status: 403, code: 'forbidden' });
      expect(await problem(path, customer)).toMatchObject({ status: 403, code: 'forbidden' });
      expect((await reads.query.get(path, { token: service })).status).toBe(200);
      const noOrg = await fetch(reads.query.url + path, { headers: { authorization: `Bearer ${service}` } });
      expect([noOrg.status, await noOrg.json()]).toEqual([
        400,
        expect.objectContaining({ errors: [{ path: 'orgid', rule: 'is required' }] }),
      ]);
    }
  });

  it.each([
    ['?as_of=yesterday', 'invalid_date_range', 'as_of'],
    ['?as_of=2026-11-20T00:00:00', 'invalid_date_range', 'as_of'],
    ['?as_of=2026-02-30', 'invalid_date_range', 'as_of'],
    ['?version=0', 'invalid_request', 'version'],
    ['?version=1e1', 'invalid_request', 'version'],
    ['?version=1&as_of=2026-11-20T00:00:00Z', 'invalid_request', 'version'],
    ['?version=1&page=1', 'invalid_request', 'page'],
    ['?as_of=2026-11-20T00:00:00Z&pageSize=5', 'invalid_request', 'pageSize'],
    ['?pageSize=201', 'invalid_request', 'pageSize'],
    ['?sort=asc', 'invalid_request', 'sort'],
    ['?cursor=abc', 'invalid_cursor', 'cursor'],
    ['?page=9999', 'page_out_of_range', 'page'],
  ])('refuses %s as %s and names %s', async (search, code, path) => {
    const answer = await problem(`/repository/history/deals/refused${search}`);
    expect(answer).toMatchObject({ status: 400, code });
    expect(answer.errors?.map((each) => each.path)).toContain(path);
  });

  it('takes the cursor of a record for no other', async () => {
    await lifeOf('mine');
    await lifeOf('yours');
    const { meta } = await read('/repository/history/deals/mine?pageSize=1');
    expect(await problem(`/repository/history/deals/yours?cursor=${meta.next_cursor ?? ''}`)).toMatchObject({
      code: 'invalid_cursor',
    });
  });

  it('refuses a page that is too large for one answer, and a fold that is too large for the memory', async () => {
    const large = (n: number): DomainEventOverrides => ({
      type: 'record_updated',
      changes: [change(`text_${n % 6}`, '', 'x'.repeat(1_000_000))],
      occurredAt: hour(1),
    });
    for (let n = 0; n < 40; n += 5) await write('large', ...[0, 1, 2, 3, 4].map((k) => large(n + k)));
    const path = '/repository/history/deals/large';
    const refused = await problem(`${path}?pageSize=40`);
    expect(refused).toMatchObject({ status: 400, code: 'invalid_request', errors: [{ path: 'pageSize' }] });
    expect((await read(`${path}?page=6&pageSize=1`)).data).toMatchObject([{ version: 6 }]);
    expect(await problem(`${path}?version=40`)).toMatchObject({ status: 400, code: 'page_out_of_range' });
  });

  it('is described with the parameters that it accepts and no others', async () => {
    const { paths } = (await (await fetch(`${reads.query.url}/docs-json`)).json()) as {
      paths: Record<string, { get: { parameters: { in: string; name: string }[] } }>;
    };
    const described = (path: string): readonly string[] =>
      paths[path]!.get.parameters.filter((each) => each.in === 'query')
        .map(({ name }) => name)
        .sort();
    const accepted = (dto: new () => object): readonly string[] => {
      const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
      return [...new Set(rules.map(({ propertyName }) => propertyName))].sort();
    };
    const path = '/repository/history/{collection}/{id}';
    expect(described(path)).toEqual(accepted(HistoryQuery));
    expect(described(`${path}/diff`)).toEqual(accepted(DiffQuery));
  });

  it('says where it ends when a record has more versions than are folded', async () => {
    const updates = (from: number, count: number): readonly DomainEventOverrides[] =>
      Array.from({ length: count }, (_, n) => ({
        type: 'record_updated',
        changes: [change('n', from + n - 1, from + n)],
        occurredAt: hour(1),
      }));
    for (let from = 1; from <= 10_001; from += 2_000) {
      await write('long', ...updates(from, Math.min(2_000, 10_002 - from)));
    }
    const path = '/repository/history/deals/long';
    const last = await read(`${path}?page=50&pageSize=200`);
    expect(last.meta.total).toBe(10_001);
    expect(last.data.at(-1)).toMatchObject({ version: 10_000, fields: { n: 10_000 } });
    expect(await problem(`${path}?cursor=${last.meta.next_cursor ?? ''}`)).toMatchObject({ code: 'page_out_of_range' });
    expect(await problem(`${path}?as_of=2030-01-01T00:00:00Z`)).toMatchObject({
      status: 400,
      code: 'page_out_of_range',
    });
    expect((await read(`${path}?version=10000`)).data).toEqual([last.data.at(-1)]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anActivity, waitFor } from '@activity-log/testing';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';
import { TestWriter } from '../testing/test-writer.spec.js';
import type { StatsAnswer } from './stats.js';

const sarah = { id: 'usr_123' };

let ground: QueryGround;
let query: QueryUnderTest;
let writer: TestWriter;

beforeAll(async () => {
  ground = await createQueryGround();
  query = await startQuery(ground);
  writer = await TestWriter.open(ground.database);
  const contact = [{ datatype: 'contact', ownerId: 'c-1' }] as const;
  const deal = [{ datatype: 'deal', ownerId: 'd-1' }] as const;
  await writer.append(
    anActivity({ type: 'contact_created', subjects: [...contact], user: sarah, occurredAt: '2026-01-01T22:30:00Z' }),
    anActivity({ type: 'record_created', subjects: [...deal], user: sarah, occurredAt: '2026-01-01T23:30:00Z' }),
    anActivity({ type: 'record_created', subjects: [...deal], user: null, occurredAt: '2026-01-02T10:00:00Z' }),
    anActivity({ type: 'note_added', subjects: [...contact], user: sarah, occurredAt: '2026-01-02T10:15:00Z' }),
    anActivity({ type: 'note_added', subjects: [...contact], org: 'other', occurredAt: '2026-01-02T10:15:00Z' }),
  );
});

afterAll(async () => {
  await writer.close();
  await query.stop();
  await ground.remove();
});

async function stats(parameters: string): Promise<StatsAnswer> {
  const response = await query.get(`/v1/activity/stats?${parameters}`);
  expect([parameters, response.status]).toEqual([parameters, 200]);
  return (await response.json()) as StatsAnswer;
}

const january = 'from=2026-01-01&to=2026-01-31';

describe('GET /v1/activity/stats', () => {
  it('counts by day of UTC when no zone is named, and says what it counted', async () => {
    expect(await stats(`group_by=day&${january}`)).toEqual({
      data: [
        { day: '2026-01-01', count: 2 },
        { day: '2026-01-02', count: 2 },
      ],
      meta: {
        total: 4,
        from: '2026-01-01T00:00:00Z',
        to: '2026-01-31T00:00:00Z',
        time_zone: 'UTC',
        position: '4',
      },
    });
  });

  it.each([
    ['Europe/Berlin', { '2026-01-01': 1, '2026-01-02': 3 }],
    ['America/New_York', { '2026-01-01': 2, '2026-01-02': 2 }],
    ['Pacific/Kiritimati', { '2026-01-02': 2, '2026-01-03': 2 }],
  ])('counts by the days of %s', async (zone, days) => {
    const { data, meta } = await stats(`group_by=day&${january}&time_zone=${zone}`);
    expect(Object.fromEntries(data.map(({ day, count }) => [day, count]))).toEqual(days);
    expect(meta.time_zone).toBe(zone);
  });

  it('tells any dimensions apart together, types by the name that document B gives them', async () => {
    expect((await stats('group_by=type,module')).data).toEqual([
      { module: 'deals', type: 'record.created', count: 2 },
      { module: 'contacts', type: 'note.added', count: 1 },
      { module: 'contacts', type: 'record.created', count: 1 },
    ]);
    expect((await stats('group_by=user')).data).toEqual([
      { user_id: 'usr_123', count: 3 },
      { user_id: null, count: 1 },
    ]);
    expect((await stats(`group_by=day,type,user,module&${january}`)).data).toHaveLength(4);
  });

  it.each([
    '',
    'type=record.created',
    'types=note_added,contact.created',
    'user_id=usr_123',
    'user_id=nobody',
    january,
  ])(
    'adds up to the total of the feed with the filter "%s", before and after the rollups caught up',
    async (filter) => {
      const totals = async (): Promise<void> => {
        const feed = (await (await query.get(`/v1/activity?${filter}`)).json()) as StatsAnswer;
        for (const groups of ['type', 'user,module', 'user']) {
          expect((await stats(`group_by=${groups}&${filter}`)).meta.total).toBe(feed.meta.total);
        }
      };
      await totals();
      await waitFor(async () =>
        (await (await fetch(`${query.url}/metrics`)).text()).includes('\nprojection_lag_rows 0\n'),
      );
      await totals();
    },
  );

  it('counts the module that is named', async () => {
    expect((await stats('group_by=type&module=deals')).meta.total).toBe(2);
    expect(await stats('group_by=type&module=tickets')).toMatchObject({ data: [], meta: { total: 0, position: '4' } });
  });

  it('counts the last 30 days by day, from the start of the first, when no range is named', async () => {
    const { from, to } = (await stats('group_by=day')).meta;
    expect(from).toMatch(/T00:00:00Z$/);
    expect(Date.parse(to!.slice(0, 10)) - Date.parse(from!)).toBe(29 * 86_400_000);
    expect(Date.parse(to!)).toBeGreaterThan(Date.now());
  });

  it.each([
    ['UTC', '2026-04-15T12:00:00Z', '2026-03-17T00:00:00Z'],
    // The clocks went forward on 29 March.
    ['Europe/Berlin', '2026-04-15T12:00:00Z', '2026-03-16T23:00:00Z'],
    ['Europe/Berlin', '2026-04-15T22:30:00Z', '2026-03-17T23:00:00Z'],
    ['America/Chicago', '2026-03-20T03:00:00Z', '2026-02-18T06:00:00Z'],
    ['UTC', '0001-01-02T00:00:00Z', '0001-01-01T00:00:00Z'],
  ])('begins with a day of %s when a range to %s has no beginning', async (timeZone, to, from) => {
    expect((await stats(`group_by=day&time_zone=${timeZone}&to=${to}`)).meta).toMatchObject({ from, to });
  });

  it('counts a first day that is whole', async () => {
    const { data } = await stats('group_by=day&time_zone=Europe/Berlin&to=2026-01-30T10:15:00Z');
    expect(data).toEqual([
      { day: '2026-01-01', count: 1 },
      { day: '2026-01-02', count: 3 },
    ]);
  });

  it.each([
    ['', 'group_by', 'invalid_request'],
    ['group_by=hour', 'group_by', 'invalid_request'],
    ['group_by=day,day', 'group_by', 'invalid_request'],
    ['group_by=', 'group_by', 'invalid_request'],
    ['group_by=type&field=status', 'field', 'invalid_request'],
    ['group_by=type&module=contact', 'module', 'invalid_request'],
    ['group_by=type&type=Not a type', 'type', 'invalid_request'],
    ['group_by=type&time_zone=UTC', 'time_zone', 'invalid_request'],
    [`group_by=day&${january}&time_zone=IST`, 'time_zone', 'invalid_request'],
    [`group_by=day&${january}&time_zone=Mars/Olympus`, 'time_zone', 'invalid_request'],
    ['group_by=day&time_zone=Mars/Olympus', 'time_zone', 'invalid_request'],
    // Local mean time, which is no whole hour from UTC.
    ['group_by=day&time_zone=Europe/Berlin&to=0001-01-02', 'time_zone', 'invalid_request'],
    [`group_by=day&${january}&time_zone=Asia/Kolkata`, 'time_zone', 'invalid_request'],
    ['group_by=day&from=2026-01-31&to=2026-01-01', 'from', 'invalid_date_range'],
    ['group_by=day&from=2020-01-01&to=2026-01-01', 'from', 'invalid_date_range'],
    ['group_by=type&from=yesterday', 'from', 'invalid_date_range'],
  ])('refuses "%s" and names %s', async (parameters, path, code) => {
    const response = await query.get(`/v1/activity/stats?${parameters}`);
    expect([response.status, await response.json()]).toMatchObject([400, { code, errors: [{ path }] }]);
  });

  it('is for staff with the permission alone', async () => {
    const status = async (claims: Parameters<typeof query.issuer.token>[0]): Promise<number> =>
      (await query.get('/v1/activity/stats?group_by=type', { token: await query.issuer.token(claims) })).status;
    expect(await status({ permissions: ['activity:write'] })).toBe(403);
    expect(await status({ kind: 'customer', customer: 'contact/c-1', permissions: ['activity:read'] })).toBe(403);
    expect(await status({ kind: 'service' })).toBe(200);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OrgId } from '@activity-log/activity';
import { waitFor } from '@activity-log/testing';
import type { DataSource } from 'typeorm';
import {
  agreement,
  anyActivities,
  commentActivityOf,
  createStoreUnderErasure,
  nextOrg,
  orgId,
  positions,
  type StoreUnderErasure,
} from './store-under-erasure.spec.js';
import { eraseActivities, type Erasure } from './erase-activities.js';
import { lockErasure } from './lock-erasure.js';

let store: StoreUnderErasure;
let eraser: DataSource;
let org: OrgId;

beforeAll(async () => {
  store = await createStoreUnderErasure();
  eraser = await store.open('activity_eraser');
  await store.log.append(anyActivities('bystander', 7));
  await store.project();
});

afterAll(() => store.close());

beforeEach(() => {
  org = nextOrg();
});

const erase = (...numbers: readonly number[]): Promise<Erasure> =>
  eraser.transaction(async (tx) => {
    const ground = await lockErasure(tx, org);
    return eraseActivities(tx, { ground: ground!, positions: positions(...numbers) });
  });

const permanent = (): Promise<unknown> =>
  store.admin.query(
    `select position, id, leaf, recorded_at, (select frontier from org_head where org = $1) as frontier
       from activity where org = $1 order by position`,
    [org],
  );

describe('an erasure', () => {
  it.each([
    ['behind the projector', 60],
    ['ahead of the projector', 0],
    ['on both sides of the projector', 23],
  ])('takes entries %s out of every read model and leaves position, id, leaf and time', async (_where, projected) => {
    await store.log.append(anyActivities(org, 60));
    await store.relay();
    if (projected > 0) await store.projection.projectNext({ maxOrgs: 100, maxRowsPerOrg: projected });
    const before = await permanent();
    const bystander = await store.dump(orgId('bystander'));
    const erased = positions(1, 2, 3, 5, 20, 21, 22, 23, 24, 25, 30, 60);
    expect(await erase(...erased.map(Number))).toEqual({ erased, held: [], unpublished: [] });
    expect(await permanent()).toEqual(before);
    const rows: unknown[] = await store.admin.query(
      `select position::int from activity where org = $1 and num_nonnulls(occurred_at, customer_visible, salt, type, datatype,
         owner_id, user_id, fields, correlation_id, causation_id, traceparent, wire) = 0 order by 1`,
      [org],
    );
    expect(rows).toEqual(erased.map((position) => ({ position: Number(position) })));
    expect(await store.disagreements(org)).toEqual(agreement);
    const recount: unknown[] = await store.admin.query(
      `select (select count(*) from activity where org = $1 and wire is not null) = 48 as logged,
              (select sum(entries) from activity_rollup where org = $1 and split = 0 and grain = 0) = 48 as rolled,
              (select sum(entries) from record_counter where org = $1) = 48 as records,
              (select entries from subject_counter where org = $1 and datatype = '' and customer_visible)
                = (select count(*) from activity where org = $1 and customer_visible) as customers`,
      [org],
    );
    expect(recount).toEqual([{ logged: true, rolled: true, records: true, customers: true }]);
    expect(await store.dump(orgId('bystander'))).toEqual(bystander);
  });

  it('leaves nothing of an org whose every entry goes but the skeleton of its log', async () => {
    await store.log.append(anyActivities(org, 12));
    await store.comment(org, 'c0');
    await store.relay();
    await store.project();
    await erase(...Array.from({ length: 13 }, (_, i) => i + 1));
    const { activity, org_head: head, ...rest } = await store.dump(org);
    expect(Object.values(rest).flat()).toEqual([]);
    expect([activity?.length, head?.length]).toEqual([13, 1]);
    expect(JSON.stringify(activity)).not.toMatch(/Zoë|secret|contact/);
  });

  it('does an entry once, however often it is asked for', async () => {
    await store.log.append(anyActivities(org, 9));
    await store.relay();
    await store.project();
    expect((await erase(4, 5)).erased).toHaveLength(2);
    expect(await erase(4, 5, 77)).toEqual({ erased: [], held: [], unpublished: [] });
    expect(await store.disagreements(org)).toEqual(agreement);
  });

  it('leaves what the activities topic does not have yet', async () => {
    await store.log.append(anyActivities(org, 2));
    await store.relay();
    await store.log.append(anyActivities(org, 2));
    expect(await erase(2, 3)).toEqual({ erased: positions(2), held: [], unpublished: positions(3) });
  });

  it('takes comments out with their words, and what answers them stays in its place', async () => {
    const first = await store.comment(org, 'c0');
    const answer = await store.comment(org, 'c0', first);
    await store.comment(org, 'c0', answer);
    await store.comment(org, 'c0');
    await store.relay();
    await erase(1);
    expect(await store.disagreements(org)).toEqual(agreement);
    const late = await store.comment(org, 'c0', answer);
    expect(await store.disagreements(org)).toEqual(agreement);
    const comments: unknown[] = await store.admin.query(
      `select position::int, thread_rank::int, replies from comment where org = $1 order by position`,
      [org],
    );
    expect(comments).toEqual([
      { position: 2, thread_rank: -1, replies: 2 },
      { position: 3, thread_rank: -1, replies: 0 },
      { position: 4, thread_rank: -4, replies: 0 },
      { position: Number(late.position), thread_rank: -1, replies: 0 },
    ]);
    await store.relay();
    await erase(3, 4);
    expect(await store.disagreements(org)).toEqual(agreement);
  });

  it('leaves every other comment of the record where it is, so that its cost does not grow with them', async () => {
    for (let i = 0; i < 4; i += 1) await store.comment(org, 'c0');
    await store.relay();
    const places = (): Promise<unknown> =>
      store.admin.query('select position::int, ctid::text from comment where org = $1 and position > 2 order by 1', [
        org,
      ]);
    const before = await places();
    await erase(1, 2);
    expect(await places()).toEqual(before);
    expect(await store.admin.query('select comments::int from comment_counter where org = $1', [org])).toEqual([
      { comments: 2 },
    ]);
    expect(await store.disagreements(org)).toEqual(agreement);
  });

  it('forgets kept answers that show an erased activity, and no others', async () => {
    const [gone, kept] = anyActivities(org, 2);
    await store.log.append([gone!, kept!]);
    const comment = await store.comment(org, 'c0');
    await store.relay();
    const answers = [
      `{"id":"${gone!.id}","summary":"secret"}`,
      `{"id":"${kept!.id}","summary":"\\"id\\":\\"${gone!.id}\\""}`,
      `{"activityId":"${commentActivity(comment)}","id":"${comment.id}"}`,
    ];
    for (const [i, body] of answers.entries()) {
      await store.admin.query(
        `insert into idempotency_key (org, principal, route, key, request_digest, status, headers, body, expires_at)
         values ($1, 'user:u', 'manage', $2, decode(repeat('00', 32), 'hex'), 201, '{}', $3, now() + interval '1 hour')`,
        [org, `key-${i}`, body],
      );
    }
    await erase(1, 3);
    const rows: unknown[] = await store.admin.query(
      `select key, coalesce(request_digest::text, status::text, headers::text, body) is null as emptied,
              expires_at > now() as taken
         from idempotency_key where org = $1 order by key`,
      [org],
    );
    expect(rows).toEqual([
      { key: 'key-0', emptied: true, taken: true },
      { key: 'key-1', emptied: false, taken: true },
      { key: 'key-2', emptied: true, taken: true },
    ]);
  });

  it('knows the event of an erased activity when it arrives again', async () => {
    const [activity] = anyActivities(org, 1);
    await store.log.append([activity!]);
    await store.relay();
    await erase(1);
    expect(await store.log.append([activity!])).toMatchObject([{ kind: 'duplicate', position: 1n }]);
  });

  it('has the org to itself: appends, holds and other erasures wait until it commits, and projectors pass it over', async () => {
    await store.log.append(anyActivities(org, 1));
    await store.project();
    await store.log.append(anyActivities(org, 2));
    await store.relay();
    const waiters = async (): Promise<number> => {
      const rows: unknown[] = await store.admin.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows.length;
    };
    let order: readonly string[] = [];
    const follow = (name: string, work: Promise<unknown>): Promise<void> =>
      work.then(() => {
        order = [...order, name];
      });
    const waiting = await eraser.transaction(async (tx) => {
      const ground = await lockErasure(tx, org);
      await eraseActivities(tx, { ground: ground!, positions: positions(1) });
      // The hold alone first: behind an append it would wait for that.
      const others = [follow('hold', store.custodian.placeHold(org, 'org'))];
      await waitFor(async () => (await waiters()) === 1);
      others.push(follow('append', store.log.append(anyActivities(org, 1))), follow('erase', erase(1)));
      await waitFor(async () => (await waiters()) === 3);
      expect(await store.projection.projectNext({ maxOrgs: 100, maxRowsPerOrg: 100 })).toBe(0);
      expect(order).toEqual([]);
      return others;
    });
    await Promise.all(waiting);
    await store.relay();
    expect(await erase(2)).toEqual({ erased: [], held: positions(2), unpublished: [] });
    expect(await store.disagreements(org)).toEqual(agreement);
  });

  it('waits for no rebuild, and is refused while one runs', async () => {
    await store.log.append(anyActivities(org, 1));
    await store.relay();
    const rebuilding = store.admin.createQueryRunner();
    const key = JSON.stringify(['erasure', org]);
    await rebuilding.query('select pg_advisory_lock(hashtextextended($1::text, 0))', [key]);
    await expect(erase(1)).rejects.toMatchObject({ code: 'erasure_too_early', reason: 'rebuilding', retry: 'later' });
    await rebuilding.query('select pg_advisory_unlock(hashtextextended($1::text, 0))', [key]);
    await rebuilding.release();
    expect((await erase(1)).erased).toEqual(positions(1));
  });
});

const commentActivity = (comment: Awaited<ReturnType<StoreUnderErasure['comment']>>): string =>
  commentActivityOf(org, comment);

describe('who may erase, and what', () => {
  const refused = [
    `update activity set wire = null`,
    `update activity set wire = 'x'`,
    `update activity set salt = null, wire = 'forged'`,
    `update activity set occurred_at = null, customer_visible = null, salt = null, type = null, datatype = null, owner_id = null,
       user_id = null, fields = null, correlation_id = null, causation_id = null, traceparent = null, wire = 'forged'`,
    `update activity set leaf = leaf`,
    `update activity set position = position`,
    `update activity set recorded_at = recorded_at`,
    `update activity set id = id`,
    `update activity set org = org`,
    'delete from activity',
    'truncate activity',
    `insert into activity (org, position, id, leaf, recorded_at) select org, position + 1000, id, leaf, recorded_at from activity`,
    'delete from org_head',
    'update org_head set size = size',
    `update org_head set plan = 'enterprise'`,
    'update relay_cursor set relayed = 0',
    'delete from legal_hold',
    `insert into legal_hold (org, datatype, owner_id) values ('x', '', '')`,
    'delete from projection_cursor',
    'insert into activity_subject select * from activity_subject',
    'update activity_subject set position = position',
    'insert into activity_rollup select * from activity_rollup',
    `update comment set text = 'forged'`,
    `update idempotency_key set body = '{}'`,
    'delete from idempotency_key',
    'alter table activity disable trigger all',
    'select from api_key',
  ];

  it.each(refused)('refuses the eraser: %s', async (statement) => {
    await store.log.append(anyActivities(org, 1));
    await expect(eraser.query(statement)).rejects.toMatchObject({ driverError: { code: '42501' } });
  });

  const whole = `update activity set occurred_at = null, customer_visible = null, salt = null, type = null, datatype = null,
    owner_id = null, user_id = null, fields = null, correlation_id = null, causation_id = null, traceparent = null, wire = null`;

  it('lets nobody else erase, not even the owner', async () => {
    for (const role of ['activity_appender', 'activity_reader', 'activity_relay', 'activity_projector'] as const) {
      const source = await store.open(role);
      await expect(source.query(whole)).rejects.toMatchObject({ driverError: { code: '42501' } });
    }
    await expect(store.admin.query(whole)).rejects.toMatchObject({ driverError: { code: '42501' } });
  });

  it('lets ingest take on no job of an eraser or a custodian, and query none of a custodian', async () => {
    const { ingestUrl, queryUrl } = store.database;
    await expect(store.open('activity_eraser', ingestUrl)).rejects.toThrow(/role "activity_eraser"/);
    await expect(store.open('activity_custodian', ingestUrl)).rejects.toThrow(/role "activity_custodian"/);
    await expect(store.open('activity_custodian', queryUrl)).rejects.toThrow(/role "activity_custodian"/);
  });

  it('moves no horizon back', async () => {
    await store.log.append(anyActivities(org, 2));
    await eraser.query('update org_head set horizon = 2 where org = $1', [org]);
    await expect(eraser.query('update org_head set horizon = 1 where org = $1', [org])).rejects.toMatchObject({
      driverError: { code: '42501' },
    });
  });

  it('may erase every column of the log that is not permanent, and those alone', async () => {
    const rows: unknown[] = await store.admin.query(
      `select string_agg(column_name, ',' order by column_name) filter (where not has_column_privilege('activity_eraser', 'activity', column_name, 'update')) as permanent
         from information_schema.columns where table_name = 'activity' and table_schema = 'public'`,
    );
    expect(rows).toEqual([{ permanent: 'id,leaf,org,position,recorded_at' }]);
  });
});

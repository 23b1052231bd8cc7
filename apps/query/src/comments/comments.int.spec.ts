import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@activity-log/testing';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';
import { TopicReader } from '../testing/topic-reader.spec.js';
import { CommentClient, type SeenComment, type SeenComments } from './comment-client.spec.js';

interface TimelineActivity {
  readonly id: string;
  readonly type: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly [part: string]: unknown;
}

let ground: QueryGround;
let query: QueryUnderTest;
let sarah: string;
let comments: CommentClient;

beforeAll(async () => {
  ground = await createQueryGround();
  query = await startQuery(ground);
  sarah = await ground.issuer.token();
  comments = new CommentClient(query, sarah);
});

afterAll(async () => {
  await query.stop();
  await ground.remove();
});

const ids = ({ data }: SeenComments): readonly string[] => data.map(({ id }) => id);

async function timeline(path: string): Promise<readonly TimelineActivity[]> {
  const response = await query.get(`/crm/activity/${path}`);
  return ((await response.json()) as { data: TimelineActivity[] }).data;
}

describe('a comment', () => {
  it('of document A, as printed, is read back, and is an activity of its record', async () => {
    const ORG_ID = 'acme';
    const jwt = sarah;
    const answer = await fetch(`${query.url}/api/crm/activity/comment/create`, {
      method: 'POST',
      headers: { orgid: ORG_ID, Authorization: `Bearer ${jwt}` },
      body: `{
  "datatype": "lead",
  "ownerId": "lead-xyz",
  "text": "Procurement asked about SOC2 — need to send report.",
  "mentions": ["user-jane"]
}`,
    });
    expect(answer.status).toBe(201);
    const created = (await answer.json()) as SeenComment;
    const location = answer.headers.get('location');
    expect(location).toBe(`/v1/activity/${created.activityId}`);
    expect((await query.get(location ?? '')).status).toBe(200);
    const author = { id: 'usr_123', name: 'Sarah Chen', email: 'sarah@example.com' };
    expect(created).toEqual({
      id: expect.stringMatching(/^cmt_[0-9a-f]{32}$/),
      threadId: created.id,
      datatype: 'lead',
      ownerId: 'lead-xyz',
      text: 'Procurement asked about SOC2 — need to send report.',
      mentions: ['user-jane'],
      author,
      replyCount: 0,
      createdAt: expect.any(String),
      activityId: expect.stringMatching(/^act_[0-9a-f]{32}$/),
      position: '1',
    });

    const list = (await fetch(`${query.url}/api/crm/activity/comment/get/lead/lead-xyz`, {
      headers: { orgid: ORG_ID, Authorization: `Bearer ${jwt}` },
    }).then((r) => r.json())) as SeenComments;
    expect(list).toEqual({
      data: [created],
      meta: { total: 1, page: 1, per_page: 50, total_pages: 1, next_cursor: null, prev_cursor: expect.any(String) },
    });
    expect(await timeline('by-customer/lead/lead-xyz')).toEqual([
      expect.objectContaining({
        id: created.activityId,
        type: 'comment_added',
        position: created.position,
        recorded_at: created.createdAt,
        user: author,
        subjects: [{ datatype: 'lead', ownerId: 'lead-xyz' }],
        summary: created.text,
        metadata: {
          comment_id: created.id,
          comment_preview: 'Procurement asked about SOC2 — need to send report.',
          mentions: ['user-jane'],
        },
      }),
    ]);
  });

  it('carries its mentions, each once, on crm.activities', async () => {
    const topic = await TopicReader.open(ground.topic);
    const created = await comments.created({
      datatype: 'deal',
      ownerId: 'D-1',
      name: 'Big deal',
      text: `Please look: ${'a long story, '.repeat(20)}`,
      mentions: ['user-jane', 'user-joe', 'user-jane'],
    });
    expect(created.mentions).toEqual(['user-jane', 'user-joe']);
    const record = await waitFor(
      () => topic.records.find(({ headers }) => String(headers['ce_id']) === created.activityId),
      { describe: 'the comment on the topic' },
    );
    expect([record.headers['ce_type'], record.key].map(String)).toEqual(['comment_added', 'acme/deal/D-1']);
    const value = JSON.parse(String(record.value)) as TimelineActivity;
    expect(value).toMatchObject({
      record: { id: 'D-1', module: 'deals', name: 'Big deal' },
      metadata: { comment_id: created.id, mentions: ['user-jane', 'user-joe'] },
    });
    expect(value.metadata?.['comment_preview']).toMatch(/^Please look: a long story, .{0,75}\.\.\.$/);
    await topic.close();
  });

  it.each([
    ['an unknown part', { typo: 1 }, 'typo'],
    ['an author, who is the principal', { author: 'usr_2' }, 'author'],
    ['no text', { text: undefined }, 'text'],
    ['an empty text', { text: '' }, 'text'],
    ['a blank text', { text: ' \n\t' }, 'text'],
    ['a text of 10,001 characters', { text: 'x'.repeat(10_001) }, 'text'],
    ['a NUL in its text', { text: 'a\0b' }, ''],
    ['half a surrogate pair in its text', { text: '\ud800' }, ''],
    ['a text that is no text', { text: 1 }, 'text'],
    ['no record', { ownerId: undefined }, 'ownerId'],
    ['an empty record id', { ownerId: '' }, 'ownerId'],
    ['a datatype in capitals', { datatype: 'Deal' }, 'datatype'],
    ['mentions that are no list', { mentions: 'user-jane' }, 'mentions'],
    ['a mention that is no text', { mentions: ['user-jane', 1] }, 'mentions.1'],
    ['an empty mention', { mentions: [''] }, 'mentions.0'],
    ['a mention of 257 characters', { mentions: ['a', 'b', 'x'.repeat(257)] }, 'mentions.2'],
    ['a mention with a line break', { mentions: ['user\njane'] }, 'mentions.0'],
    ['51 mentions', { mentions: Array.from({ length: 51 }, (_, i) => `user-${i}`) }, 'mentions'],
    ['a parent that is no text', { parentId: 1 }, 'parentId'],
    ['a parent that can be no comment', { parentId: 'cmt_1' }, 'parentId'],
    ['a parent that is not there', { parentId: `cmt_${'0'.repeat(32)}` }, 'parentId'],
  ])('is refused with %s, which is named', async (_, parts, path) => {
    const response = await comments.create({ datatype: 'deal', ownerId: 'refused', text: 'a', ...parts });
    const { code, errors } = (await response.json()) as { code: string; errors: { path: string }[] };
    expect([response.status, code]).toEqual([400, 'invalid_request']);
    if (path !== '') expect(errors.map((error) => error.path)).toContain(path);
    expect(await timeline('by-resource/deal/refused')).toEqual([]);
  });

  it('has up to 10,000 characters and 50 mentions of 256, and parts that are null count as absent', async () => {
    const mentions = Array.from({ length: 50 }, (_, i) => `${i}`.padEnd(256, 'x'));
    const body = { datatype: 'deal', ownerId: 'limits', text: '😀'.repeat(5_000), mentions };
    const largest = await comments.created(body);
    expect(largest).toMatchObject({ text: body.text, mentions });
    const least = await comments.created({ ...body, text: 'a', mentions: null, parentId: null, name: null });
    expect(least.mentions).toEqual([]);
    expect((await comments.list('deal/limits')).data).toEqual([least, largest]);
    const [activity] = await timeline('by-resource/deal/limits');
    expect(activity?.metadata).toEqual({ comment_id: least.id, comment_preview: 'a' });
  });

  it('of nobody is an empty page, and an unknown parameter is refused', async () => {
    expect(await comments.list('lead/nobody')).toMatchObject({ data: [], meta: { total: 0, next_cursor: null } });
    for (const [path, named] of [
      ['lead/nobody?typo=1', 'typo'],
      ['lead/nobody?pageSize=201', 'pageSize'],
      ['lead/nobody?page=0', 'page'],
      ['Lead/nobody', 'datatype'],
    ] as const) {
      const response = await comments.get(path);
      expect([response.status, await response.json()]).toMatchObject([400, { errors: [{ path: named }] }]);
    }
  });
});

describe('a thread', () => {
  it('is the comment that began it and its answers in order, behind threads that began later, with counts', async () => {
    const record = { datatype: 'ticket', ownerId: 'threads' };
    const first = await comments.created({ ...record, text: 'first' });
    const second = await comments.created({ ...record, text: 'second' });
    const answer = await comments.created({ ...record, text: 'an answer', parentId: first.id });
    const third = await comments.created({ ...record, text: 'third' });
    const deeper = await comments.created({ ...record, text: 'an answer to it', parentId: answer.id });
    const another = await comments.created({ ...record, text: 'another answer', parentId: first.id });

    const list = await comments.list('ticket/threads');
    expect(list.meta.total).toBe(6);
    expect(list.data.map(({ id, threadId, parentId, replyCount }) => [id, threadId, parentId, replyCount])).toEqual([
      [third.id, third.id, undefined, 0],
      [second.id, second.id, undefined, 0],
      [first.id, first.id, undefined, 2],
      [answer.id, first.id, first.id, 1],
      [deeper.id, first.id, answer.id, 0],
      [another.id, first.id, first.id, 0],
    ]);
    const [, activity] = await timeline('by-resource/ticket/threads');
    expect(activity?.metadata).toMatchObject({ parent_id: answer.id, thread_id: first.id });
  });

  it('is of one record: a comment of another cannot be answered', async () => {
    const { id } = await comments.created({ datatype: 'ticket', ownerId: 'here', text: 'here' });
    for (const elsewhere of [
      { datatype: 'ticket', ownerId: 'there' },
      { datatype: 'deal', ownerId: 'here' },
    ]) {
      const response = await comments.create({ ...elsewhere, text: 'a', parentId: id });
      expect([response.status, await response.json()]).toMatchObject([400, { errors: [{ path: 'parentId' }] }]);
    }
  });

  it('counts every answer when many arrive at once', async () => {
    const record = { datatype: 'ticket', ownerId: 'at-once' };
    const { id: parentId } = await comments.created({ ...record, text: 'begins' });
    await Promise.all(Array.from({ length: 12 }, (_, i) => comments.created({ ...record, text: `${i}`, parentId })));
    const { data, meta } = await comments.list('ticket/at-once');
    expect([meta.total, data[0]?.replyCount, data.length]).toEqual([13, 12, 13]);
    const positions = data.map(({ position }) => Number(position));
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
  });
});

describe('a walk through comments', () => {
  it('sees every comment once while others are added, and then those that were added or deleted since', async () => {
    const record = { datatype: 'ticket', ownerId: 'walk' };
    const threads: SeenComment[] = [];
    for (let i = 0; i < 5; i += 1) threads.push(await comments.created({ ...record, text: `thread ${i}` }));
    for (const { id } of threads) await comments.created({ ...record, text: 'an answer', parentId: id });
    const before = await comments.list('ticket/walk');
    expect(before.data).toHaveLength(10);

    const pages: SeenComments[] = [await comments.list('ticket/walk?pageSize=3')];
    const late: string[] = [];
    for (let page = pages[0]!; page.meta.next_cursor !== null; page = pages.at(-1)!) {
      late.push((await comments.created({ ...record, text: 'late', parentId: threads[0]!.id })).id);
      late.push((await comments.created({ ...record, text: 'late thread' })).id);
      pages.push(await comments.list(`ticket/walk?cursor=${page.meta.next_cursor}`));
    }
    expect(pages.flatMap(ids)).toEqual(ids(before));
    expect(pages.map(({ meta }) => [meta.page, meta.per_page])).toEqual([1, 2, 3, 4].map((page) => [page, 3]));

    const deleted = threads[2]!.id;
    expect((await comments.delete(deleted)).status).toBe(204);
    const since: SeenComments[] = [];
    for (let cursor = pages[0]!.meta.prev_cursor; ; cursor = since.at(-1)!.meta.prev_cursor) {
      const page = await comments.list(`ticket/walk?cursor=${cursor}`);
      if (page.data.length === 0) break;
      since.push(page);
    }
    expect(since.flatMap(ids)).toEqual([...late, deleted]);
    expect(since.at(-1)?.data.at(-1)).toHaveProperty('deletedAt');
    expect((await comments.list('ticket/walk')).meta.total).toBe(10 + late.length);
  });

  it('is the same by page numbers', async () => {
    const all = await comments.list('ticket/walk?pageSize=200');
    const pages = [];
    for (let page = 1; page <= Math.ceil(all.meta.total / 4); page += 1) {
      pages.push(await comments.list(`ticket/walk?page=${page}&pageSize=4`));
    }
    expect(pages.flatMap(({ data }) => data)).toEqual(all.data);
    expect((await comments.get('ticket/walk?page=10001&pageSize=1')).status).toBe(400);
  });

  it('refuses the cursor of another record and of a timeline', async () => {
    const { meta } = await comments.list('ticket/walk?pageSize=1');
    const other = (await (await query.get('/crm/activity/by-resource/ticket/walk')).json()) as SeenComments;
    for (const path of [`ticket/threads?cursor=${meta.next_cursor}`, `ticket/walk?cursor=${other.meta.prev_cursor}`]) {
      const response = await comments.get(path);
      expect([response.status, await response.json()]).toMatchObject([400, { code: 'invalid_cursor' }]);
    }
  });
});

describe('a deleted comment', () => {
  const record = { datatype: 'contact', ownerId: 'deleted' };

  it('keeps its place in its thread and loses its words, its mentions and the name of its author', async () => {
    const first = await comments.created({ ...record, name: 'Ada', text: 'begins', mentions: ['user-jane'] });
    const answer = await comments.created({ ...record, text: 'an answer', parentId: first.id });
    const response = await comments.delete(first.id);
    expect([response.status, await response.text()]).toEqual([204, '']);

    const deletion = (await timeline('by-customer/contact/deleted'))[0]!;
    expect(deletion).toMatchObject({
      type: 'comment_deleted',
      user: { id: 'usr_123' },
      record: { id: 'deleted', module: 'contacts', name: 'Ada' },
      metadata: { comment_id: first.id },
    });
    expect(deletion['metadata']).toEqual({ comment_id: first.id });
    const { id, threadId, activityId, position, createdAt } = first;
    const { data, meta } = await comments.list('contact/deleted');
    expect(data).toEqual([
      {
        ...{ ...record, id, threadId, activityId, position, createdAt },
        author: { id: 'usr_123' },
        replyCount: 1,
        deletedAt: deletion['recorded_at'],
      },
      answer,
    ]);
    expect(meta.total).toBe(2);

    const again = await comments.created({ ...record, text: 'an answer all the same', parentId: first.id });
    expect((await comments.list('contact/deleted')).data.map((comment) => comment.id)).toEqual([
      first.id,
      answer.id,
      again.id,
    ]);
  });

  it('that answered another is deleted with its place in the log', async () => {
    const first = await comments.created({ ...record, ownerId: 'placed', text: 'first' });
    const answer = await comments.created({ ...record, ownerId: 'placed', text: 'an answer', parentId: first.id });
    const deeper = await comments.created({ ...record, ownerId: 'placed', text: 'deeper', parentId: answer.id });
    await comments.delete(deeper.id);
    expect((await timeline('by-customer/contact/placed'))[0]!['metadata']).toEqual({
      comment_id: deeper.id,
      parent_id: answer.id,
      thread_id: first.id,
    });
  });

  it('can be deleted again, alone or ten times at once, which is logged once', async () => {
    const { id } = await comments.created({ ...record, ownerId: 'twice', text: 'a' });
    const responses = await Promise.all(Array.from({ length: 10 }, () => comments.delete(id)));
    expect(responses.map(({ status }) => status)).toEqual(Array(10).fill(204));
    const list = await comments.list('contact/twice');
    expect((await comments.delete(id)).status).toBe(204);
    expect(await comments.list('contact/twice')).toEqual(list);
    expect((await timeline('by-customer/contact/twice')).map(({ type }) => type)).toEqual([
      'comment_deleted',
      'comment_added',
    ]);
  });

  it('was deleted by its author or by an admin, and by nobody else', async () => {
    const { issuer } = ground;
    const writer = { permissions: ['activity:read', 'comment:write'] };
    const ada = await issuer.token({ sub: 'usr_ada', ...writer });
    const bob = await issuer.token({ sub: 'usr_bob', ...writer });
    const [mine, other] = [
      await comments.created({ ...record, ownerId: 'rights', text: 'a' }, { token: ada }),
      await comments.created({ ...record, ownerId: 'rights', text: 'b' }, { token: ada }),
    ];
    const refused = await comments.delete(mine.id, { token: bob });
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'forbidden' }]);
    expect((await comments.list('contact/rights')).data).toEqual([other, mine]);
    expect((await comments.delete(mine.id, { token: ada })).status).toBe(204);
    expect((await comments.delete(other.id)).status).toBe(204);
    expect((await comments.delete(other.id, { token: bob })).status).toBe(403);
  });

  it.each([`cmt_${'0'.repeat(32)}`, 'cmt_1', 'nonsense', "x' or 1=1"])(
    'is 404 when there is no comment %s',
    async (id) => {
      const response = await comments.delete(encodeURIComponent(id));
      expect([response.status, await response.json()]).toMatchObject([404, { code: 'record_not_found' }]);
    },
  );

  it('is still there when its deletion came with a query parameter, which is named', async () => {
    const { id } = await comments.created({ ...record, ownerId: 'strict', text: 'a' });
    const response = await comments.delete(`${id}?force=1`);
    expect([response.status, await response.json()]).toMatchObject([400, { errors: [{ path: 'force' }] }]);
    expect((await comments.list('contact/strict')).data[0]).toMatchObject({ id, text: 'a' });
  });
});

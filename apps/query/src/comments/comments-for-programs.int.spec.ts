import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@activity-log/testing';
import { EventStream } from '../testing/event-stream.spec.js';
import { KeyMaker } from '../testing/key-maker.spec.js';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';
import { CommentClient, type SeenComment } from './comment-client.spec.js';

const record = { datatype: 'contact', ownerId: 'contact-abc' };
const beginning = 'A long story: '.repeat(10);
const words = `${beginning}between ourselves`;

interface Page {
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly meta: { readonly total: number };
}

let ground: QueryGround;
let query: QueryUnderTest;
let keys: KeyMaker;
let comment: SeenComment;
let tokens: Readonly<Record<'user' | 'service' | 'key', string>>;
const open: EventStream[] = [];

beforeAll(async () => {
  ground = await createQueryGround();
  query = await startQuery(ground, { STREAM_HEARTBEAT_MS: '200' });
  keys = await KeyMaker.open(ground.database);
  tokens = {
    user: await ground.issuer.token(),
    service: await ground.issuer.token({ kind: 'service', sub: 'svc_1' }),
    key: (await keys.make({ scopes: ['activity:read', 'activity:audit'] })).secret,
  };
  const comments = new CommentClient(query, tokens.user);
  comment = await comments.created({ ...record, text: words, mentions: ['user-jane'] });
  expect((await comments.delete(comment.id)).status).toBe(204);
});

afterEach(() => {
  for (const stream of open.splice(0)) stream.close();
});

afterAll(async () => {
  await keys.close();
  await query.stop();
  await ground.remove();
});

const text = async (path: string, token: string): Promise<string> => {
  const response = await query.get(path, { token });
  expect([path, response.status]).toEqual([path, 200]);
  return response.text();
};

const streamed = async (token: string, parameters: string): Promise<EventStream> => {
  const stream = await EventStream.open(`${query.url}/v1/activity/stream${parameters}`, {
    authorization: `Bearer ${token}`,
  });
  open.push(stream);
  await waitFor(() => stream.ready);
  return stream;
};

/** Every read that shows the comment, by its path. */
const pages = [
  '/crm/activity/by-customer',
  '/crm/activity/by-customer/contact/contact-abc',
  '/v1/activity?types=comment.added,comment.deleted',
  '/v1/modules/contacts/activity',
  '/v1/modules/contacts/records/contact-abc/activity',
];

describe.each(['service', 'key'] as const)('a comment, to a program by its %s', (by) => {
  it.each(pages)('has its entry on %s, without the text and the mentions', async (path) => {
    const asUser = JSON.parse(await text(path, tokens.user)) as Page;
    const asProgram = JSON.parse(await text(path, tokens[by])) as Page;
    const [added] = asUser.data.filter(({ activityType }) => activityType === 'comment_added');
    expect(added).toMatchObject({ summary: words, metadata: { mentions: ['user-jane'] } });
    const withoutText = asUser.data.map((entry) => ({
      ...entry,
      summary: undefined,
      metadata: { ...(entry['metadata'] as object), mentions: undefined },
    }));
    expect(asProgram.data).toEqual(JSON.parse(JSON.stringify(withoutText)));
    expect(asProgram.meta.total).toBe(asUser.meta.total);
    expect(JSON.stringify(asProgram)).not.toMatch(/between|user-jane/);
  });

  it('is its entry alone, by its address, under another tag', async () => {
    const path = `/v1/activity/${comment.activityId}`;
    const [asUser, asProgram] = await Promise.all(
      [tokens.user, tokens[by]].map(async (token) => query.get(path, { token })),
    );
    expect(asUser?.headers.get('etag')).not.toBe(asProgram?.headers.get('etag'));
    expect(await asProgram?.json()).toEqual({
      id: comment.activityId,
      type: 'comment.added',
      activityType: 'comment_added',
      position: comment.position,
      recorded_at: expect.any(String),
      timestamp: expect.any(String),
      record: { id: 'contact-abc', module: 'contacts' },
      subjects: [record],
      user: { id: 'usr_123', name: 'Sarah Chen', email: 'sarah@example.com' },
      metadata: { comment_id: comment.id, comment_preview: expect.stringMatching(/^A long story: .{0,83}\.\.\.$/) },
    });
  });

  it.each(['ndjson', 'csv'])('is its entry in an export as %s', async (format) => {
    expect(await text(`/v1/activity/export?format=${format}`, tokens.user)).toContain(words);
    const exported = await text(`/v1/activity/export?format=${format}`, tokens[by]);
    expect(exported).toContain(comment.id);
    expect(exported).not.toMatch(/between|user-jane/);
  });
});

describe('a comment, live', () => {
  it('is to staff with its text and to programs without, on streams of the same process, resumed ones too', async () => {
    const live = await Promise.all([tokens.user, tokens.user, tokens.service, tokens.key].map((t) => streamed(t, '')));
    const added = await new CommentClient(query, tokens.user).created({ ...record, text: words, mentions: ['user-j'] });
    const resumed = await Promise.all([tokens.user, tokens.service].map((t) => streamed(t, '?last_event_id=0')));
    const wordsOn = (stream: EventStream): string | undefined => {
      const { data = '' } = stream.events.find(({ id, event }) => event === 'activity' && id === added.position) ?? {};
      return data === '' ? undefined : data.replaceAll(/.*(between ourselves|user-j).*/g, 'words');
    };
    await waitFor(() => [...live, ...resumed].every((stream) => wordsOn(stream) !== undefined));
    expect([...live, ...resumed].map((stream) => wordsOn(stream) === 'words')).toEqual([
      true,
      true,
      false,
      false,
      true,
      false,
    ]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseOrgId, toPosition } from '@activity-log/activity';
import { createTestDatabase, type TestDatabase } from '@activity-log/testing';
import { DataSource } from 'typeorm';
import { createStoreDataSource } from '../data-source.js';
import type { CommentPage, CommentPageStart } from './comment-reader.js';
import { CommentReader } from './comment-reader.js';

const acme = parseOrgId('acme')!;
const threads = 20_000;
/** Each thread has a comment that begins it and two answers, which came when all threads had begun. */
const comments = threads * 3;
const record = { datatype: 'deal', ownerId: 'busy' };

let database: TestDatabase;
let reader: DataSource;
let admin: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  // One connection, whose own statistics are read after each page.
  reader = await createStoreDataSource({
    url: database.queryUrl,
    role: 'activity_reader',
    poolSize: 1,
    applicationName: 'comments-under-test',
  }).initialize();
  admin = await new DataSource({ type: 'postgres', url: database.adminUrl, poolSize: 1 }).initialize();
  await admin.query(`insert into org_head (org, size) values ('acme', ${comments})`);
  await admin.query(
    `insert into comment (org, id, thread_id, parent_id, datatype, owner_id, author_id, text, mentions,
                          position, changed_position, created_at, thread_rank)
     select 'acme', md5(n::text)::uuid, md5(thread::text)::uuid, case when n > ${threads} then md5(thread::text)::uuid end,
            'deal', 'busy', 'usr_1', repeat('word ', 20), '{}', n, n, now() + n * interval '1 ms', -thread
       from generate_series(1, ${comments}) as n
      cross join lateral (select 1 + (n - 1) % ${threads} as thread) as begun
      order by n`,
  );
  await admin.query(
    `insert into comment (org, id, thread_id, datatype, owner_id, author_id, text, mentions,
                          position, changed_position, created_at, thread_rank)
     select 'beta', md5(n::text)::uuid, md5(n::text)::uuid, 'deal', 'deal-' || n % 500, 'usr_1', 'text', '{}', n, n, now(), -n
       from generate_series(1, ${threads}) as n`,
  );
  await admin.query(
    `insert into comment_counter (org, datatype, owner_id, comments)
     select org, datatype, owner_id, count(*) from comment group by org, datatype, owner_id`,
  );
  await admin.query('vacuum (analyze) comment, comment_counter');
}, 60_000);

afterAll(async () => {
  await reader.destroy();
  await admin.destroy();
  await database.drop();
});

/** Blocks of the table of comments and its indexes that were looked at so far. */
async function blocksLookedAt(): Promise<number> {
  await reader.query('select pg_stat_force_next_flush()');
  const [row]: { blocks: number }[] = await admin.query(
    `select (heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read)::int as blocks
       from pg_statio_user_tables where relname = 'comment'`,
  );
  return row!.blocks;
}

async function costOf(start: CommentPageStart): Promise<{ page: CommentPage; blocks: number }> {
  const before = await blocksLookedAt();
  const page = await new CommentReader(reader).page({ org: acme, record, limit: 50 }, start);
  return { page, blocks: (await blocksLookedAt()) - before };
}

describe('a page of 50 among 60,000 comments of a record', () => {
  const upTo = toPosition(BigInt(comments));

  it.each<[string, CommentPageStart]>([
    ['the first', { kind: 'page', page: 1 }],
    ['one in the middle', { kind: 'older', position: toPosition(30_000n), upTo }],
    ['the last', { kind: 'older', position: toPosition(20_003n), upTo }],
    ['one of what is new', { kind: 'newer', since: toPosition(59_000n) }],
    ['one of what is new, when nothing is', { kind: 'newer', since: upTo }],
  ])('%s reads what it shows and little else', async (_, start) => {
    const { page, blocks } = await costOf(start);
    expect([page.total, page.head]).toEqual([60_000n, 60_000n]);
    expect(blocks).toBeGreaterThan(0);
    // 51 rows in as many blocks of the table, and the way down the indexes.
    expect(blocks).toBeLessThan(100);
  });

  it('follows the page before it', async () => {
    const first = (await costOf({ kind: 'page', page: 1 })).page;
    const second = (await costOf({ kind: 'page', page: 2 })).page;
    const last = first.comments.at(-1)!;
    const behind = (await costOf({ kind: 'older', position: last.position, upTo })).page;
    expect(behind.comments).toEqual(second.comments);
    expect([first, second].map(({ hasMore }) => hasMore)).toEqual([true, true]);
    expect(first.comments.slice(0, 4).map(({ position }) => Number(position))).toEqual([
      20_000, 40_000, 60_000, 19_999,
    ]);
  });

  it('leaves out answers that came after the walk began', async () => {
    const { page } = await costOf({ kind: 'older', position: toPosition(20_000n), upTo: toPosition(40_000n) });
    expect(page.comments.slice(0, 3).map(({ position }) => Number(position))).toEqual([40_000, 19_999, 39_999]);
  });
});

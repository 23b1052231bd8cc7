import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseOrgId } from '@activity-log/activity';
import { createStoreDataSource, ReadModelRebuild } from '@activity-log/store';
import { anActivity } from '@activity-log/testing';
import { Client } from 'pg';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';
import { TestWriter } from '../testing/test-writer.spec.js';
import { CommentClient } from './comment-client.spec.js';

const acme = parseOrgId('acme')!;

let ground: QueryGround;
let query: QueryUnderTest;
let admin: Client;
let rebuilder: ReturnType<typeof createStoreDataSource>;
let comments: CommentClient;

beforeAll(async () => {
  ground = await createQueryGround();
  query = await startQuery(ground);
  admin = new Client({ connectionString: ground.database.adminUrl, application_name: 'rebuild-test' });
  await admin.connect();
  rebuilder = await createStoreDataSource({
    url: ground.database.adminUrl,
    role: 'activity_rebuilder',
    poolSize: 1,
    applicationName: 'rebuild-under-test',
  }).initialize();
  comments = new CommentClient(query, await ground.issuer.token());
});

afterAll(async () => {
  await rebuilder.destroy();
  await admin.end();
  await query.stop();
  await ground.remove();
});

/** The comments and their counts as text, in one order. */
async function table(org: string): Promise<readonly string[]> {
  const { rows } = await admin.query<{ row: string }>(
    `select comment::text as row from comment where org = $1
      union all select counter::text from comment_counter as counter where org = $1
      order by row`,
    [org],
  );
  return rows.map(({ row }) => row);
}

/** What a rebuild of the org's read models changed of its comments. */
async function rebuilt() {
  const { mended } = (await new ReadModelRebuild(rebuilder).rebuild({ org: acme, maxRowsPerBatch: 100 }))!;
  return mended.filter(({ table: of, removed, added }) => of.startsWith('comment') && removed + added > 0);
}

describe('the comments made again from the log', () => {
  it('are the ones that were there, column by column, deleted ones among them, and those of other orgs stay', async () => {
    const beta = { token: await ground.issuer.token({ org: 'beta' }), org: 'beta' };
    await comments.created({ datatype: 'deal', ownerId: 'D-1', text: 'of another org' }, beta);
    const nameless = await ground.issuer.token({ sub: 'usr "2"', name: undefined, email: undefined });
    for (const ownerId of ['D-1', 'D "2"']) {
      const record = { datatype: 'deal', ownerId, name: 'Ünïcode \\ "deal"' };
      const mentions = ['user-z', 'user-a', 'user-z', 'user "q"'];
      const first = await comments.created({ ...record, text: 'begins\n"so"', mentions });
      const answer = await comments.created(
        { ...record, text: 'an answer 😀', parentId: first.id },
        { token: nameless },
      );
      const deep = await comments.created({ ...record, text: 'deeper', parentId: answer.id, name: null });
      const gone = await comments.created({ ...record, text: 'gone', mentions, parentId: first.id });
      await comments.created({ ...record, text: 'after it', parentId: gone.id });
      await comments.created({ ...record, text: 'another thread' });
      for (const { id } of [first, gone, deep].slice(ownerId === 'D-1' ? 0 : 1)) await comments.delete(id);
    }
    // Other services report comments of their own; those are activities and nothing else.
    const writer = await TestWriter.open(ground.database);
    const { id } = await comments.created({ datatype: 'deal', ownerId: 'D-1', text: 'ours' });
    for (const metadata of [
      { comment_id: 'theirs' },
      { comment_id: id },
      { comment_id: `cmt_${'0'.repeat(32)}` },
      {},
    ]) {
      await writer.append(anActivity({ org: 'acme', type: 'comment_added', summary: 'theirs', metadata }));
    }
    await writer.close();

    const [before, ofBeta] = [await table('acme'), await table('beta')];
    // 13 comments of two records, and their counts.
    expect(before).toHaveLength(15);
    expect(await rebuilt()).toEqual([]);
    await admin.query(`delete from comment where org = 'acme'`);
    expect(await rebuilt()).toEqual([{ table: 'comment', removed: 0, added: 13 }]);
    expect(await table('acme')).toEqual(before);
    expect(await table('beta')).toEqual(ofBeta);
    const list = await comments.list('deal/D-1');
    expect([list.data.length, list.meta.total]).toEqual([7, 7]);
  });

  it('replace what is not in the log', async () => {
    const before = await table('acme');
    await admin.query(`update comment set text = 'forged' where deleted_at is null`);
    await admin.query(`update comment_counter set comments = comments + 100`);
    expect(await table('acme')).not.toEqual(before);
    expect((await rebuilt()).map(({ table: changed }) => changed)).toEqual(['comment', 'comment_counter']);
    expect(await table('acme')).toEqual(before);
  });
});

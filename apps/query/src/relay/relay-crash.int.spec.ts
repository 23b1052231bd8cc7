import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anActivity, waitFor } from '@activity-log/testing';
import { Client } from 'pg';
import { createQueryGround, type QueryGround } from '../testing/query-under-test.spec.js';
import { QueryProcess } from '../testing/query-process.spec.js';
import { TestWriter } from '../testing/test-writer.spec.js';
import { TopicReader } from '../testing/topic-reader.spec.js';

describe('a query that is killed', () => {
  let ground: QueryGround;
  let writer: TestWriter;
  let topic: TopicReader;
  let admin: Client;

  beforeAll(async () => {
    ground = await createQueryGround({ partitions: 1 });
    writer = await TestWriter.open(ground.database);
    topic = await TopicReader.open(ground.topic);
    admin = new Client({ connectionString: ground.database.adminUrl, application_name: 'test-admin' });
    await admin.connect();
  });

  afterAll(async () => {
    await admin.end();
    await topic.close();
    await writer.close();
    await ground.remove();
  });

  const sequence = (): readonly number[] => topic.records.map(({ headers }) => Number(String(headers['ce_sequence'])));

  it('between publish and advance repeats what it had published, in order, and skips nothing', async () => {
    await writer.append(...Array.from({ length: 5 }, () => anActivity()));
    // The advance deletes from the outbox: this lock lets a relay read and publish, and holds it there.
    await admin.query('begin; lock table outbox in share mode');
    const killed = new QueryProcess(ground);
    await waitFor(() => sequence().length === 5, { timeoutMs: 20_000, describe: 'five published activities' });
    await waitFor(async () => {
      const { rows } = await admin.query(`select 1 from pg_locks where relation = 'outbox'::regclass and not granted`);
      return rows.length > 0;
    });
    await killed.kill();
    await admin.query('rollback');

    const next = new QueryProcess(ground);
    await waitFor(() => sequence().length >= 10, { timeoutMs: 20_000, describe: 'the same five again' });
    await writer.append(anActivity(), anActivity());
    await waitFor(() => sequence().includes(7));
    expect(sequence()).toEqual([1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6, 7]);
    expect(await next.terminate()).toBe(0);
  }, 60_000);
});

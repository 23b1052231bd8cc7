import { readDeadLetter } from '@activity-log/contracts';
import { waitFor } from '@activity-log/testing';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { IngestUnderTest, type RunningIngest } from './ingest-under-test.spec.js';
import { noteRecord } from './note-record.spec.js';

jest.setTimeout(60_000);

let scene: IngestUnderTest;

beforeEach(async () => {
  scene = await IngestUnderTest.create();
});

afterEach(async () => {
  await scene.dispose();
});

const notes = (count: number, prefix = 'evt') =>
  Array.from({ length: count }, (_, i) => noteRecord({ id: `${prefix}_${i}` }));

/** Refuses new connections of the services to the database and breaks those they have. */
async function closeDatabase(): Promise<void> {
  await scene.admin.query(`revoke connect on database ${scene.database.name} from activity_ingest`);
  await breakConnections();
}

async function openDatabase(): Promise<void> {
  await scene.admin.query(`grant connect on database ${scene.database.name} to activity_ingest`);
}

async function breakConnections(): Promise<void> {
  await scene.admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name = 'activity-log-ingest'`,
    [scene.database.name],
  );
}

async function retried(ingest: RunningIngest, reason: string): Promise<void> {
  await waitFor(async () =>
    new RegExp(`ingest_retries_total\\{reason="${reason}"\\} [1-9]`).test(await ingest.metrics.read()),
  );
}

async function failing(ingest: RunningIngest): Promise<readonly string[]> {
  return (await ingest.ready()).failing;
}

describe('ingest waits, and neither skips nor dead-letters', () => {
  it('while the database refuses it', async () => {
    const ingest = await scene.start();
    await scene.publish(notes(10, 'before'));
    await scene.drained();
    await closeDatabase();
    await scene.publish(notes(500));
    await retried(ingest, 'store_unavailable');
    await waitFor(async () => (await failing(ingest)).includes('database'));
    await openDatabase();
    await scene.drained();
    expect(await scene.stored()).toHaveLength(510);
    expect(await scene.deadLetters()).toEqual([]);
    await waitFor(async () => (await ingest.ready()).status === 200);
  });

  it('when its connection breaks in the middle of an append', async () => {
    const ingest = await scene.start();
    await scene.publish(notes(1, 'first'));
    await scene.drained();
    const holder = await scene.admin.connect();
    await holder.query('begin');
    await holder.query(`select 1 from org_head where org = 'acme' for update`);
    await scene.publish(notes(20));
    await waitFor(async () => {
      const { rowCount } = await scene.admin.query(
        `select 1 from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'`,
        [scene.database.name],
      );
      return rowCount === 1;
    });
    await breakConnections();
    await retried(ingest, 'store_unavailable');
    await holder.query('rollback');
    holder.release();
    await scene.drained();
    expect(await scene.stored()).toHaveLength(21);
    expect(await scene.deadLetters()).toEqual([]);
  });

  it('while the dead-letter topic is not there', async () => {
    const deadLetters = `${scene.topics.deadLetters}.late`;
    const ingest = await scene.start({ DEAD_LETTER_TOPIC: deadLetters });
    await scene.publish([...notes(3), { key: 'acme/contact/contact-abc', value: 'no event' }, ...notes(3, 'after')]);
    await retried(ingest, 'topic_missing');
    expect(await failing(ingest)).toContain('dead-letter-topic');
    const lags = await scene.topicAdmin.groupLag({ groupId: scene.groupId, topic: scene.topics.domainEvents });
    expect(lags.reduce((sum, { lag }) => sum + lag, 0n)).toBe(7n);

    await scene.topicAdmin.ensureTopics([{ topic: deadLetters, partitions: 1, replicationFactor: 1, configs: {} }]);
    await scene.drained();
    const letters = await scene.topicAdmin.readTopic({ topic: deadLetters, maxRecords: 10 });
    expect(letters.map((letter) => String(readDeadLetter(letter)?.original.value))).toEqual(['no event']);
    expect((await scene.stored()).map(({ position }) => position)).toEqual(['1', '2', '3', '4', '5', '6']);
    await waitFor(async () => (await ingest.ready()).status === 200);
  });

  it('at its start, alive and not ready, until the database is there', async () => {
    await closeDatabase();
    await scene.publish(notes(5));
    const ingest = scene.launch();
    await waitFor(() => ingest.lines.some(({ event }) => event === 'ingest.connect_failed'));
    expect(await failing(ingest)).toEqual(expect.arrayContaining(['database', 'consumer']));
    await openDatabase();
    await ingest.started;
    await scene.drained();
    expect(await scene.stored()).toHaveLength(5);
    await waitFor(async () => (await ingest.ready()).status === 200);
  });

  it('at its start, and can be stopped all the same', async () => {
    await closeDatabase();
    const ingest = scene.launch();
    const ended = expect(ingest.started).rejects.toThrow();
    await waitFor(() => ingest.lines.some(({ event }) => event === 'ingest.connect_failed'));
    await ingest.stop();
    await ended;
    await openDatabase();
  });
});

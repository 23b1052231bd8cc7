import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRecordProducer } from '@activity-log/kafka';
import { migrate } from '@activity-log/store';
import { createTestDatabase, createTestTopics, silentLog, testStack, type TestDatabase } from '@activity-log/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { actlog } from '../recorded-terminal.spec.js';

const brokers = () => testStack().brokers.join(',');

/** As `npm start` knows it. */
function brokerPort(): string {
  const [broker = ''] = testStack().brokers;
  return broker.slice(broker.lastIndexOf(':') + 1);
}

describe('topics create', () => {
  it('creates what is missing and leaves what exists', async () => {
    const prefix = `test-${randomUUID()}`;
    const env = {
      KAFKA_BROKERS: brokers(),
      DOMAIN_EVENTS_TOPIC: `${prefix}.in`,
      DEAD_LETTER_TOPIC: `${prefix}.dlt`,
      ACTIVITIES_TOPIC: `${prefix}.out`,
    };
    const all = (state: string) => [`${prefix}.in`, `${prefix}.out`, `${prefix}.dlt`].map((t) => `${t}: ${state}\n`);
    expect(await actlog(env, 'topics', 'create')).toMatchObject({ exitCode: 0, output: all('created').join('') });
    expect(await actlog(env, 'topics', 'create')).toMatchObject({ exitCode: 0, output: all('exists').join('') });
  });

  it('goes to the broker of this machine when no other is named', async () => {
    expect(await actlog({ KAFKA_PORT: brokerPort() }, 'topics', 'create')).toMatchObject({ exitCode: 0 });
  });

  it('fails with 1 when no broker answers', async () => {
    const answer = await actlog({ KAFKA_BROKERS: '127.0.0.1:1' }, 'topics', 'create');
    expect(answer).toMatchObject({ exitCode: 1, output: '' });
    expect(answer.complaint).toMatch(/^actlog: /);
  }, 60_000);
});

describe('on a database', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => {
    await database.drop();
  });

  it('migrate says that the schema is up to date when it is', async () => {
    expect(await actlog({ ADMIN_DATABASE_URL: database.adminUrl }, 'migrate')).toMatchObject({
      exitCode: 0,
      output: 'the schema is up to date\n',
    });
  });

  it('lag counts what ingest has not read and what relay and rollups do not have yet', async () => {
    const topics = await createTestTopics();
    const producer = createRecordProducer({ brokers: testStack().brokers, clientId: 'test', log: silentLog });
    await producer.start();
    await producer.send(
      topics.domainEvents,
      ['a', 'b', 'c'].map((key) => ({ key, value: '{}' })),
    );
    await producer.stop();
    const env = { KAFKA_BROKERS: brokers(), DOMAIN_EVENTS_TOPIC: topics.domainEvents, DATABASE_URL: database.queryUrl };
    const { exitCode, output } = await actlog(env, 'lag');
    expect(exitCode).toBe(0);
    expect(output).toContain(`activity-log-ingest is 3 records behind the end of ${topics.domainEvents}\n`);
    expect(output).toContain('crm.activities is 0 activities and 0.0 s behind the log\n');
    expect(output).toContain('the rollups are 0 activities behind the log\n');
  });

  it('lag finds the database of the stack that keeps its data in DATA_DIR', async () => {
    const { domainEvents } = await createTestTopics();
    const { adminUrl } = testStack();
    const { password, port, pathname } = new URL(adminUrl);
    expect(pathname).toBe('/activity_log');
    await migrate({ adminUrl });
    const dataDir = await mkdtemp(join(tmpdir(), 'actlog-'));
    try {
      await writeFile(join(dataDir, 'secrets.json'), JSON.stringify({ postgresPassword: password }));
      const ports = { KAFKA_PORT: brokerPort(), POSTGRES_PORT: port };
      const { exitCode, output, complaint } = await actlog(
        { ...ports, DATA_DIR: dataDir, DOMAIN_EVENTS_TOPIC: domainEvents },
        'lag',
      );
      expect({ exitCode, complaint }).toEqual({ exitCode: 0, complaint: '' });
      expect(output).toContain('the rollups are 0 activities behind the log\n');
    } finally {
      await rm(dataDir, { recursive: true });
    }
  });

  it('lag says that relay and rollups are missing where it knows no database of these brokers', async () => {
    const { domainEvents } = await createTestTopics();
    const env = { KAFKA_BROKERS: brokers(), DOMAIN_EVENTS_TOPIC: domainEvents };
    const { exitCode, output, complaint } = await actlog(env, 'lag');
    expect(exitCode).toBe(0);
    expect(output).not.toContain('behind the log');
    expect(complaint).toContain('relay and rollups are not shown: set DATABASE_URL');
  });
});

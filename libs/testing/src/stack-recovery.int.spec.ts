import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startStack, type Stack } from '@activity-log/embedded';
import { createRecordProducer, createTopicAdmin } from '@activity-log/kafka';
import { expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { silentLog } from './silent-log.js';

jest.setTimeout(90_000);

const topic = 'recovery';
const records = Array.from({ length: 500 }, (_, i) => `event ${i}`);

it('a start after kill -9 of everything finds all that the broker and the database acknowledged', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'activity-log-recovery-'));
  try {
    const owner = await startInAnotherProcess(dataDir);
    await writeTo(owner.stack);
    const ended = once(owner.process, 'exit');
    for (const pid of [...Object.values(owner.stack.pids), owner.process.pid!]) process.kill(pid, 'SIGKILL');
    await ended;

    const stack = await startStack({ dataDir, onProgress: () => undefined });
    try {
      expect(await readFrom(stack)).toEqual({ fromKafka: records, fromPostgres: records });
    } finally {
      await stack.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});

type Reachable = Pick<Stack, 'brokers' | 'adminDatabaseUrl' | 'pids'>;

async function startInAnotherProcess(
  dataDir: string,
): Promise<{ process: ReturnType<typeof spawn>; stack: Reachable }> {
  const program = `
    import { startStack } from '@activity-log/embedded';
    const { brokers, adminDatabaseUrl, pids } = await startStack({ dataDir: process.argv[1], onProgress: () => {} });
    process.stdout.write(JSON.stringify({ brokers, adminDatabaseUrl, pids }) + '\\n');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { process: child, stack: JSON.parse(line) as Reachable };
}

async function writeTo({ brokers, adminDatabaseUrl }: Reachable): Promise<void> {
  const admin = createTopicAdmin({ brokers, clientId: 'recovery', log: silentLog });
  await admin.ensureTopics([{ topic, partitions: 1, replicationFactor: 1, configs: {} }]);
  await admin.stop();
  const producer = createRecordProducer({ brokers, clientId: 'recovery', log: silentLog });
  await producer.start();
  await producer.send(
    topic,
    records.map((value) => ({ key: null, value })),
  );
  const client = new Client({ connectionString: adminDatabaseUrl });
  // It is about to be killed.
  client.on('error', () => undefined);
  await client.connect();
  await client.query('create table recovery (value text)');
  await client.query('insert into recovery select unnest($1::text[])', [records]);
  await client.end();
  await producer.stop();
}

async function readFrom({ brokers, adminDatabaseUrl }: Stack): Promise<{ fromKafka: unknown; fromPostgres: unknown }> {
  const admin = createTopicAdmin({ brokers, clientId: 'recovery', log: silentLog });
  const found = await admin.readTopic({ topic, maxRecords: records.length });
  await admin.stop();
  const client = new Client({ connectionString: adminDatabaseUrl });
  await client.connect();
  const { rows } = await client.query<{ value: string }>('select value from recovery');
  await client.end();
  return { fromKafka: found.map(({ value }) => value?.toString()), fromPostgres: rows.map(({ value }) => value) };
}

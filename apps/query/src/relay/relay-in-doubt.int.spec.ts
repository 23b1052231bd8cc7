import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createRecordProducer, type RecordProducerOptions } from '@activity-log/kafka';
import { createLogger, Metrics, systemClock } from '@activity-log/platform';
import { createStoreDataSource, Outbox } from '@activity-log/store';
import { anActivity, silentLog, testStack, waitFor } from '@activity-log/testing';
import { Client } from 'pg';
import { createQueryGround, type QueryGround } from '../testing/query-under-test.spec.js';
import { TestWriter } from '../testing/test-writer.spec.js';
import { TopicReader } from '../testing/topic-reader.spec.js';
import { Relay } from './relay.js';
import { RelayMetrics } from './relay-metrics.js';

jest.setTimeout(90_000);

/** A line to the broker that can be cut: then what is written never leaves, and what comes is not read. */
class Line {
  isCut = false;
  readonly #sockets = new Set<Socket>();

  readonly factory: NonNullable<RecordProducerOptions['socketFactory']> = ({ host, port, onConnect }) => {
    const socket = connect({ host, port }, onConnect);
    const write = socket.write.bind(socket);
    socket.write = ((...args: Parameters<Socket['write']>) => this.isCut || write(...args)) as Socket['write'];
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    return socket;
  };
}

describe('relays, when one gets no answer from the broker', () => {
  let ground: QueryGround;
  let writer: TestWriter;
  let topic: TopicReader;
  let admin: Client;
  const stops: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    ground = await createQueryGround({ partitions: 1 });
    writer = await TestWriter.open(ground.database);
    topic = await TopicReader.open(ground.topic);
    admin = new Client({ connectionString: ground.database.adminUrl, application_name: 'test-admin' });
    await admin.connect();
  });

  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
    await admin.end();
    await topic.close();
    await writer.close();
    await ground.remove();
  });

  const sequence = (): readonly number[] => topic.records.map(({ headers }) => Number(String(headers['ce_sequence'])));
  const append = (count: number): Promise<unknown> =>
    writer.append(...Array.from({ length: count }, () => anActivity()));

  /** A relay with a line of its own, and the events that it logs. */
  async function startRelay(
    line = new Line(),
    { requestTimeoutMs = 300 } = {},
  ): Promise<{ relay: Relay; events: string[]; stop(): Promise<void> }> {
    const events: string[] = [];
    const stream = { write: (text: string) => events.push((JSON.parse(text) as { event: string }).event) };
    const store = createStoreDataSource({
      url: ground.database.queryUrl,
      role: 'activity_relay',
      poolSize: 2,
      applicationName: 'test-relay',
    });
    await store.initialize();
    const outbox = new Outbox(store);
    const relay = new Relay({
      outbox,
      producer: createRecordProducer({
        brokers: testStack().brokers,
        clientId: 'test-relay',
        log: silentLog,
        requestTimeoutMs,
        inDoubt: 'discard',
        socketFactory: line.factory,
      }),
      topic: ground.topic,
      bounds: { maxOrgs: 16, maxRowsPerOrg: 1_000, maxBytesPerOrg: 1_048_576 },
      pollIntervalMs: 50,
      retry: { baseMs: 1_000, maxMs: 1_000 },
      metrics: new RelayMetrics(new Metrics(), outbox),
      clock: systemClock,
      log: createLogger({ service: 'test', level: 'info', stream }),
    });
    relay.start();
    let stopping: Promise<void> | undefined;
    const stop = (): Promise<void> => (stopping ??= relay.stop().then(() => store.destroy()));
    stops.push(stop);
    return { relay, events, stop };
  }

  it('keep the order of the log: what one did not get acknowledged is never sent behind what the other published', async () => {
    const line = new Line();
    const cut = await startRelay(line);
    await append(1);
    await waitFor(() => sequence().length === 1, { timeoutMs: 20_000 });
    line.isCut = true;
    await append(3);
    await waitFor(() => cut.events.includes('relay.failed'), { timeoutMs: 30_000 });
    expect(cut.relay.failingForMs).toBeGreaterThan(0);
    const other = await startRelay();
    await waitFor(() => sequence().length === 4, { timeoutMs: 30_000 });
    await append(3);
    await waitFor(() => sequence().length === 7, { timeoutMs: 30_000 });
    await other.stop();
    line.isCut = false;
    await append(2);
    await waitFor(() => sequence().includes(9), { timeoutMs: 30_000 });
    await waitFor(() => cut.relay.failingForMs === 0);
    expect(sequence()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('stop within seconds, and leave what they had not published to the next', async () => {
    const line = new Line();
    const cut = await startRelay(line, { requestTimeoutMs: 15_000 });
    await append(1);
    await waitFor(() => sequence().length === 1, { timeoutMs: 20_000 });
    line.isCut = true;
    await append(3);
    await waitFor(async () => {
      const { rows } = await admin.query(
        `select 1 from pg_stat_activity
          where datname = current_database() and application_name = 'test-relay'
            and state = 'idle in transaction' and state_change < clock_timestamp() - interval '100 ms'`,
      );
      return rows.length > 0;
    });
    const began = Date.now();
    await cut.stop();
    expect(Date.now() - began).toBeLessThan(5_000);
    expect(cut.events.at(-1)).toBe('relay.stopped');
    await startRelay();
    await waitFor(() => sequence().length === 4, { timeoutMs: 20_000 });
    expect(sequence()).toEqual([1, 2, 3, 4]);
  });
});

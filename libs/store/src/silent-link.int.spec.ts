import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anActivity, createTestDatabase, type TestDatabase } from '@activity-log/testing';
import type { DataSource } from 'typeorm';
import { ActivityLog } from './append/activity-log.js';
import { createStoreDataSource } from './data-source.js';

/** Passes bytes on, until it is told to swallow what the connections of the moment say. */
class SilentLink {
  readonly #server: Server;
  readonly #connections = new Set<readonly [Socket, Socket]>();

  constructor(target: URL) {
    this.#server = createServer((client) => {
      const server = connect(Number(target.port), target.hostname);
      this.#connections.add([client, server]);
      client.pipe(server).pipe(client);
      for (const socket of [client, server]) socket.on('error', () => socket.destroy());
    });
  }

  async urlTo(url: string): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const through = new URL(url);
    through.hostname = '127.0.0.1';
    through.port = String((this.#server.address() as AddressInfo).port);
    return through.href;
  }

  swallow(): void {
    for (const [client, server] of this.#connections) {
      client.unpipe(server);
      server.unpipe(client);
    }
  }

  async close(): Promise<void> {
    for (const sockets of this.#connections) for (const socket of sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

let database: TestDatabase;
let link: SilentLink;
let appender: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  link = new SilentLink(new URL(database.ingestUrl));
  appender = await createStoreDataSource({
    url: await link.urlTo(database.ingestUrl),
    role: 'activity_appender',
    poolSize: 2,
    applicationName: 'silent-link-spec',
    answerTimeoutMs: 500,
  }).initialize();
});

afterAll(async () => {
  await appender.destroy();
  await link.close();
  await database.drop();
});

describe('a database connection that dies in silence', () => {
  it('is given up after the deadline, and the next append goes over a new one', async () => {
    const log = new ActivityLog(appender);
    const lost = anActivity();
    await log.append([anActivity()]);
    link.swallow();
    await expect(log.append([lost])).rejects.toMatchObject({ code: 'store_unavailable', sqlState: 'ETIMEDOUT' });
    expect(await log.append([lost])).toMatchObject([{ kind: 'appended', position: 2n }]);
  });
});

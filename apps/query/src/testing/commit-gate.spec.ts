import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * Stands between a client and the database, and loses what the database says of one commit: that of the first transaction
 * whose statements have `marker` in them. The transaction is committed, and its client never hears of it.
 */
export class CommitGate {
  /** Resolves when the database has committed that transaction. */
  readonly committed: Promise<void>;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, committed: Promise<void>) {
    this.#server = server;
    this.committed = committed;
  }

  static async open(databaseUrl: string, { marker }: { readonly marker: string }): Promise<CommitGate> {
    const { hostname, port } = new URL(databaseUrl);
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const server = createServer((client) => {
      const database = connect(Number(port), hostname);
      gate.#sockets.add(client).add(database);
      let marked = false;
      let lost = false;
      client.on('data', (bytes) => {
        if (bytes.includes('START TRANSACTION')) marked = false;
        marked ||= bytes.includes(marker);
        lost ||= marked && bytes.includes('COMMIT');
        database.write(bytes);
      });
      database.on('data', (bytes) => {
        if (!lost) client.write(bytes);
        else if (bytes.includes('COMMIT')) resolve(undefined);
      });
      for (const [socket, other] of [
        [client, database],
        [database, client],
      ] as const) {
        socket.on('error', () => undefined);
        socket.on('close', () => other.destroy());
      }
    }).listen(0, '127.0.0.1');
    const gate = new CommitGate(server, promise);
    await once(server, 'listening');
    return gate;
  }

  /** The address of the database by way of the gate. */
  urlOf(databaseUrl: string): string {
    const url = new URL(databaseUrl);
    url.host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return url.href;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

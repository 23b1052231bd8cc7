import { connect, type Socket } from 'node:net';

/** Opens a connection to a broker and calls `onConnect` once. */
export type SocketFactory = (target: {
  readonly host: string;
  readonly port: number;
  readonly onConnect: () => void;
}) => Socket;

const keepAliveDelayMs = 60_000;

/** Plain TCP. */
function connectPlainly({ host, port, onConnect }: Parameters<SocketFactory>[0]): Socket {
  return connect({ host, port }, onConnect).setKeepAlive(true, keepAliveDelayMs);
}

/** The connections of one client, which can be taken from it for good. */
export class RevocableSockets {
  readonly #open: SocketFactory;
  readonly #sockets = new Set<Socket>();
  #isRevoked = false;

  constructor(open: SocketFactory = connectPlainly) {
    this.#open = open;
  }

  /** For the client. Throws after `revoke`. */
  readonly factory: SocketFactory = (target) => {
    if (this.#isRevoked) throw new Error('this client has been abandoned');
    const socket = this.#open(target);
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    return socket;
  };

  /**
   * Resets every connection, so that bytes which have not left are never sent, and lets the client open no other: what
   * it has in hand and would try again does not reach a broker any more.
   */
  revoke(): void {
    this.#isRevoked = true;
    for (const socket of this.#sockets) {
      // The first call alone would wait until what is written has left; with an error the client gives up its requests.
      socket.resetAndDestroy();
      socket.destroy(new Error('this client has been abandoned'));
    }
  }
}

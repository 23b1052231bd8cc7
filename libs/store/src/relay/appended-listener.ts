import pg from 'pg';
import { appendedChannel } from '../append/advance-org-heads.js';

/** How to listen. */
export interface AppendedListenerOptions {
  /** URL of a login that may connect; listening needs no right beyond that. */
  readonly url: string;
  readonly applicationName: string;
  /** Pause before a lost connection is tried again. */
  readonly reconnectDelayMs: number;
  /** Called on every append, and after every reconnect, when nudges may have been missed. Must not throw. */
  readonly onNudge: () => void;
}

/** LISTENs for appends over a connection of its own. A nudge, never a promise: who listens polls as well. */
export class AppendedListener {
  readonly #options: AppendedListenerOptions;
  #client: pg.Client | undefined;
  #reconnect: NodeJS.Timeout | undefined;
  #connecting: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: AppendedListenerOptions) {
    this.#options = options;
  }

  /** Returns when the first attempt to connect is over, whether or not it succeeded. */
  async start(): Promise<void> {
    this.#connecting = this.#connect();
    await this.#connecting;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#reconnect);
    await this.#connecting;
    await this.#client?.end();
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#options.url,
      application_name: this.#options.applicationName,
      keepAlive: true,
    });
    this.#client = client;
    client.on('notification', this.#options.onNudge);
    // 'end' follows every error, so it alone leads to the reconnect.
    client.on('error', () => undefined);
    client.once('end', () => {
      this.#reconnectLater();
    });
    try {
      await client.connect();
      await client.query(`listen ${appendedChannel}`);
      this.#options.onNudge();
    } catch {
      await client.end().catch(() => undefined);
      this.#reconnectLater();
    }
  }

  #reconnectLater(): void {
    if (this.#stopped) return;
    clearTimeout(this.#reconnect);
    this.#reconnect = setTimeout(() => {
      this.#connecting = this.#connect();
    }, this.#options.reconnectDelayMs);
  }
}

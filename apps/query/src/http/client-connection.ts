import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/**
 * The connection of one client that is sent more than one answer's worth. Writing never waits: who writes bounds what is
 * written, and asks whether the client reads it.
 */
export class ClientConnection {
  readonly #response: ServerResponse;
  readonly #slowClientMs: number;
  readonly #closed = new AbortController();
  #ended = false;

  /** `slowClientMs`: how long the client may take to read what waits for it. */
  constructor(response: ServerResponse, { slowClientMs }: { readonly slowClientMs: number }) {
    this.#response = response;
    this.#slowClientMs = slowClientMs;
    response.once('close', () => {
      this.#closed.abort();
    });
    // A client that went away is told by 'close'.
    response.on('error', () => undefined);
    if (response.destroyed) this.#closed.abort();
  }

  /** Aborted when the client is gone or was sent away. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** What waits in memory for the client. */
  get unreadBytes(): number {
    return this.#response.writableLength;
  }

  write(text: string | Buffer): void {
    if (!this.closed.aborted) this.#response.write(text);
  }

  /** Resolves when the client has read what waited for it, or is gone. False when it did not within its time. */
  async drained(): Promise<boolean> {
    if (!this.#response.writableNeedDrain || this.closed.aborted) return true;
    const late = AbortSignal.timeout(this.#slowClientMs);
    try {
      await once(this.#response, 'drain', { signal: AbortSignal.any([this.closed, late]) });
      return true;
    } catch {
      return this.closed.aborted;
    }
  }

  /** Says a last word and ends; a client that does not take it within its time is cut off. */
  end(lastText = ''): void {
    if (this.#ended || this.closed.aborted) return;
    this.#ended = true;
    this.#response.end(lastText);
    this.#closed.abort();
    const cut = setTimeout(() => {
      this.cut();
    }, this.#slowClientMs);
    cut.unref();
    this.#response.once('close', () => {
      clearTimeout(cut);
    });
  }

  /** Ends without a word: the client sees that something is missing. */
  cut(): void {
    this.#response.destroy();
  }
}

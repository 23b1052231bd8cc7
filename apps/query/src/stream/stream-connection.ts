import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** Bounds of a {@link StreamConnection}. */
export interface StreamConnectionBounds {
  /** What may wait in memory for a client before no more is written to it. */
  readonly maxBufferedBytes: number;
  /** How long a client may take to read what waits for it. */
  readonly slowClientMs: number;
}

/** The connection of one client. Writing never waits: who writes asks for {@link isCongested} before, and bounds what is written. */
export class StreamConnection {
  readonly #response: ServerResponse;
  readonly #bounds: StreamConnectionBounds;
  readonly #closed = new AbortController();
  #ended = false;

  constructor(response: ServerResponse, bounds: StreamConnectionBounds) {
    this.#response = response;
    this.#bounds = bounds;
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

  /** Whether the client has to read before more is written. */
  get isCongested(): boolean {
    return this.#response.writableLength > this.#bounds.maxBufferedBytes;
  }

  write(frames: string | Buffer): void {
    if (!this.closed.aborted) this.#response.write(frames);
  }

  /** Resolves when the client has read what waited for it, or is gone. False when it did not within its time. */
  async drained(): Promise<boolean> {
    if (!this.#response.writableNeedDrain || this.closed.aborted) return true;
    const late = AbortSignal.timeout(this.#bounds.slowClientMs);
    try {
      await once(this.#response, 'drain', { signal: AbortSignal.any([this.closed, late]) });
      return true;
    } catch {
      return this.closed.aborted;
    }
  }

  /** Says a last word and ends; a client that does not take it within its time is cut off. */
  end(lastFrame: string): void {
    if (this.#ended || this.closed.aborted) return;
    this.#ended = true;
    this.#response.end(lastFrame);
    this.#closed.abort();
    const cut = setTimeout(() => this.#response.destroy(), this.#bounds.slowClientMs);
    cut.unref();
    this.#response.once('close', () => {
      clearTimeout(cut);
    });
  }
}

import type { Position } from '@activity-log/activity';
import type { KeyedRequest, LogBatch } from './log-batch.js';
import type { StreamConnection } from './stream-connection.js';
import { heartbeatFrame } from './stream-frames.js';

/** One client of one query, and how far it has got. */
export class StreamSubscriber implements KeyedRequest {
  readonly query: KeyedRequest['query'];
  readonly viewer: KeyedRequest['viewer'];
  readonly key: string;
  readonly connection: StreamConnection;
  /** Everything up to here that the client wants was written to it. It only moves forward. */
  position: Position;
  readonly #onSent: (count: number) => void;

  constructor(
    { query, viewer, key }: KeyedRequest,
    parts: {
      readonly connection: StreamConnection;
      readonly position: Position;
      readonly onSent: (count: number) => void;
    },
  ) {
    this.query = query;
    this.viewer = viewer;
    this.key = key;
    this.connection = parts.connection;
    this.position = parts.position;
    this.#onSent = parts.onSent;
  }

  /** Writes what the client wants of a batch that begins at or before its position. */
  deliver(batch: LogBatch): void {
    if (batch.upTo <= this.position) return;
    const { bytes, count } = batch.framesAfter(this.position, this);
    if (count > 0) {
      this.connection.write(bytes);
      this.#onSent(count);
    }
    this.position = batch.upTo;
  }

  /** A client that has something to read needs no sign of life. */
  heartbeat(): void {
    if (!this.connection.isCongested) this.connection.write(heartbeatFrame(this.position));
  }
}

import type { Position } from '@activity-log/activity';
import type { ClientConnection } from '../http/client-connection.js';
import type { KeyedRequest, LogBatch } from './log-batch.js';
import { heartbeatFrame } from './stream-frames.js';

/** One client of one query, and how far it has got. */
export class StreamSubscriber implements KeyedRequest {
  readonly query: KeyedRequest['query'];
  readonly viewer: KeyedRequest['viewer'];
  readonly key: string;
  readonly connection: ClientConnection;
  /** Everything up to here that the client wants was written to it. It only moves forward. */
  position: Position;
  readonly #maxBufferedBytes: number;
  readonly #onSent: (count: number) => void;

  constructor(
    { query, viewer, key }: KeyedRequest,
    parts: {
      readonly connection: ClientConnection;
      /** What may wait for the client before no more is written to it. */
      readonly maxBufferedBytes: number;
      readonly position: Position;
      readonly onSent: (count: number) => void;
    },
  ) {
    this.query = query;
    this.viewer = viewer;
    this.key = key;
    this.connection = parts.connection;
    this.position = parts.position;
    this.#maxBufferedBytes = parts.maxBufferedBytes;
    this.#onSent = parts.onSent;
  }

  /** Whether the client has to read before more is written. */
  get isCongested(): boolean {
    return this.connection.unreadBytes > this.#maxBufferedBytes;
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
    if (!this.isCongested) this.connection.write(heartbeatFrame(this.position));
  }
}

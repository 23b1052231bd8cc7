import type { Position } from '@activity-log/activity';
import { matchesLogRequest, type LogRequest, type LogSlice } from '@activity-log/store';
import { activityFrame } from './stream-frames.js';

/** Frames as they go out. */
export interface Frames {
  readonly bytes: Buffer;
  readonly count: number;
}

/** A query with the text that is the same for the same query. */
export interface KeyedRequest {
  readonly query: LogRequest;
  readonly key: string;
}

/** A slice of the log on its way to many clients: each activity becomes bytes once, and so does the answer to each query. */
export class LogBatch {
  /** The batch holds everything after this position … */
  readonly since: Position;
  /** … up to this one. */
  readonly upTo: Position;
  readonly #entries: LogSlice['entries'];
  readonly #frameOf = new Map<Position, Buffer>();
  readonly #framesOf = new Map<string, Frames>();

  constructor(since: Position, { entries, lookedUpTo }: LogSlice) {
    this.since = since;
    this.upTo = lookedUpTo;
    this.#entries = entries;
  }

  /** What a query wants of the batch, behind a position. */
  framesAfter(position: Position, { query, key }: KeyedRequest): Frames {
    if (position > this.since) return this.#select(query, position);
    const known = this.#framesOf.get(key);
    if (known) return known;
    const frames = this.#select(query, position);
    this.#framesOf.set(key, frames);
    return frames;
  }

  #select(query: LogRequest, position: Position): Frames {
    const frames = this.#entries
      .filter((entry) => entry.position > position && matchesLogRequest(query, entry))
      .map((entry) => {
        const frame = this.#frameOf.get(entry.position) ?? Buffer.from(activityFrame(entry));
        this.#frameOf.set(entry.position, frame);
        return frame;
      });
    const [only] = frames;
    return { bytes: only && frames.length === 1 ? only : Buffer.concat(frames), count: frames.length };
  }
}

import type { Position, Viewer } from '@activity-log/activity';
import { matchesLogRequest, type LogEntry, type LogRequest, type LogSlice } from '@activity-log/store';
import { activityFrame } from './stream-frames.js';

/** Frames as they go out. */
export interface Frames {
  readonly bytes: Buffer;
  readonly count: number;
}

/** A query of a viewer with the text that is the same for the same query of the same viewer. */
export interface KeyedRequest {
  readonly query: LogRequest;
  readonly viewer: Viewer;
  readonly key: string;
}

/** A slice of the log on its way to many clients: each activity becomes bytes once for all of staff, and so does the answer to each query. */
export class LogBatch {
  /** The batch holds everything after this position … */
  readonly since: Position;
  /** … up to this one. */
  readonly upTo: Position;
  readonly #entries: LogSlice['entries'];
  /** As staff sees them. */
  readonly #frameOf = new Map<Position, Buffer>();
  readonly #framesOf = new Map<string, Frames>();

  constructor(since: Position, { entries, lookedUpTo }: LogSlice) {
    this.since = since;
    this.upTo = lookedUpTo;
    this.#entries = entries;
  }

  /** What a query wants of the batch, behind a position. */
  framesAfter(position: Position, request: KeyedRequest): Frames {
    if (position > this.since) return this.#select(request, position);
    const known = this.#framesOf.get(request.key);
    if (known) return known;
    const frames = this.#select(request, position);
    this.#framesOf.set(request.key, frames);
    return frames;
  }

  #select({ query, viewer }: KeyedRequest, position: Position): Frames {
    const frames = this.#entries
      .filter((entry) => entry.position > position && matchesLogRequest(query, entry))
      .map((entry) => (viewer === 'staff' ? this.#staffFrame(entry) : Buffer.from(activityFrame(entry, viewer))));
    const [only] = frames;
    return { bytes: only && frames.length === 1 ? only : Buffer.concat(frames), count: frames.length };
  }

  #staffFrame(entry: LogEntry): Buffer {
    const frame = this.#frameOf.get(entry.position) ?? Buffer.from(activityFrame(entry, 'staff'));
    this.#frameOf.set(entry.position, frame);
    return frame;
  }
}

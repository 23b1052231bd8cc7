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

/** A slice of the log on its way to many clients: each activity becomes bytes once for all of staff and once for all programs, and so does the answer to each query. */
export class LogBatch {
  /** The batch holds everything after this position … */
  readonly since: Position;
  /** … up to this one. */
  readonly upTo: Position;
  readonly #entries: LogSlice['entries'];
  readonly #frameOf = { staff: new Map<Position, Buffer>(), program: new Map<Position, Buffer>() };
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
      .map((entry) => this.#frame(entry, viewer));
    const [only] = frames;
    return { bytes: only && frames.length === 1 ? only : Buffer.concat(frames), count: frames.length };
  }

  #frame(entry: LogEntry, viewer: Viewer): Buffer {
    if (typeof viewer !== 'string') return Buffer.from(activityFrame(entry, viewer));
    const known = this.#frameOf[viewer];
    const frame = known.get(entry.position) ?? Buffer.from(activityFrame(entry, viewer));
    known.set(entry.position, frame);
    return frame;
  }
}

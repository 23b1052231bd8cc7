import { setImmediate } from 'node:timers/promises';
import { toPosition, type OrgId, type Position } from '@activity-log/activity';
import { backoff, delay, type BackoffBounds, type Logger } from '@activity-log/platform';
import type { LogRequest, LogReader, LogSliceBounds } from '@activity-log/store';
import { LogBatch } from './log-batch.js';
import type { ReadTurns } from './read-turns.js';
import type { StreamSubscriber } from './stream-subscriber.js';

/** Bounds and parts of an {@link OrgFollower}. */
export interface OrgFollowerOptions {
  readonly org: OrgId;
  readonly reader: LogReader;
  readonly turns: ReadTurns;
  readonly bounds: LogSliceBounds;
  /** How long an idle follower waits when no nudge comes. */
  readonly pollIntervalMs: number;
  readonly retry: BackoffBounds;
  readonly log: Logger;
}

/** Clients that are written to before everything else gets a turn: a thousand at once would hold the event loop. */
const clientsPerTurn = 50;

/** Reads the log of one org once for all clients of this process, and hands every part of it to those that are up to date. */
export class OrgFollower {
  readonly #options: OrgFollowerOptions;
  readonly #everything: LogRequest;
  /** Each with what ends its membership. */
  readonly #members = new Map<StreamSubscriber, () => void>();
  readonly #stopping = new AbortController();
  #wake = new AbortController();
  #position: Position = toPosition(0n);
  #started: Promise<void> | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(options: OrgFollowerOptions) {
    this.#options = options;
    this.#everything = { org: options.org, scope: { kind: 'workspace' } };
  }

  /** Members get everything after this. */
  get position(): Position {
    return this.#position;
  }

  /** Begins at the end of the log, once for all who ask. Throws StoreUnavailable; then it is of no more use. */
  start(): Promise<void> {
    return (this.#started ??= this.#begin());
  }

  /** There may be something new. */
  nudge(): void {
    this.#wake.abort();
  }

  /**
   * Hands everything new to a subscriber until it is congested or gone; resolves then. False, at once and without anything,
   * when the subscriber is behind this follower: it has to read what it lacks by itself.
   */
  async follow(subscriber: StreamSubscriber): Promise<boolean> {
    if (subscriber.position < this.#position) return false;
    const { closed } = subscriber.connection;
    if (closed.aborted) return true;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const leave = (): void => {
      closed.removeEventListener('abort', leave);
      this.#members.delete(subscriber);
      resolve(undefined);
    };
    closed.addEventListener('abort', leave);
    this.#members.set(subscriber, leave);
    await promise;
    return true;
  }

  /** Lets the read in flight finish. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #begin(): Promise<void> {
    const { org, reader, turns } = this.#options;
    this.#position = await turns.take(() => reader.head(org));
    this.#running = this.#run();
  }

  /** Never rejects: whatever fails is logged and tried again. */
  async #run(): Promise<void> {
    const { reader, turns, bounds, pollIntervalMs, retry, log } = this.#options;
    const { signal } = this.#stopping;
    for (let failures = 0; !signal.aborted;) {
      try {
        const slice = await turns.take(() => {
          // From here on a nudge is about something that this read may not see.
          this.#wake = new AbortController();
          return reader.following(this.#everything, { range: { since: this.#position }, bounds });
        });
        failures = 0;
        const batch = new LogBatch(this.#position, slice);
        this.#position = slice.lookedUpTo;
        await this.#handOut(batch);
        if (slice.lookedUpTo >= slice.head) await delay(pollIntervalMs, AbortSignal.any([signal, this.#wake.signal]));
      } catch (error) {
        log.warn({ event: 'stream.read_failed', attempt: failures, err: error });
        await delay(backoff(failures, retry), signal);
        failures += 1;
      }
    }
  }

  async #handOut(batch: LogBatch): Promise<void> {
    if (batch.upTo === batch.since) return;
    let written = 0;
    // Who comes in the meantime is at the new position already, or reads by itself.
    for (const [subscriber, leave] of [...this.#members]) {
      if (this.#members.get(subscriber) !== leave) continue;
      if (subscriber.isCongested) {
        leave();
        continue;
      }
      subscriber.deliver(batch);
      written += 1;
      if (written % clientsPerTurn === 0) await setImmediate();
    }
  }
}

import type { ServerResponse } from 'node:http';
import type { OrgId, Position, Viewer } from '@activity-log/activity';
import { backoff, delay, ProblemError, type BackoffBounds, type Clock, type Logger } from '@activity-log/platform';
import type { LogRequest, LogReader, LogSliceBounds } from '@activity-log/store';
import type { Principal } from '../auth/principal.js';
import { ClientConnection } from '../http/client-connection.js';
import type { Places } from '../rate-limit/places.js';
import { principalKey } from '../rate-limit/principal-key.js';
import type { CredentialEnd } from './credential-end.js';
import { LogBatch } from './log-batch.js';
import { OrgFollower } from './org-follower.js';
import { ReadTurns } from './read-turns.js';
import { notAPlace } from './resume-position.js';
import { errorFrame, goodbyeFrame, readyFrame } from './stream-frames.js';
import type { StreamMetrics } from './stream-metrics.js';
import { StreamSubscriber } from './stream-subscriber.js';

/** Bounds and parts of {@link Streams}. */
export interface StreamsOptions {
  readonly reader: LogReader;
  /** Held by principals. */
  readonly places: Places;
  /** Reads of the log that run at once, for all orgs and clients. */
  readonly maxReads: number;
  readonly bounds: LogSliceBounds;
  /** What may wait in memory for a client before no more is written to it. */
  readonly maxBufferedBytes: number;
  /** How long a client may take to read what waits for it. */
  readonly slowClientMs: number;
  readonly heartbeatMs: number;
  readonly pollIntervalMs: number;
  readonly retry: BackoffBounds;
  readonly metrics: StreamMetrics;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A client that wants to follow. */
export interface StreamRequest {
  readonly principal: Principal;
  readonly query: LogRequest;
  readonly viewer: Viewer;
  /** Behind this position; from now on when absent. */
  readonly since: Position | undefined;
  readonly credentialEnd: CredentialEnd;
}

/** A stream that is about to begin: everything that could refuse it has been asked. */
export interface StreamTicket {
  /** The stream is complete from here on. */
  readonly position: Position;
  /** Takes the response over; its head is written already. */
  begin(response: ServerResponse): void;
}

/** The followers of this process, each for as long as somebody uses it. */
interface FollowerInUse {
  readonly follower: OrgFollower;
  users: number;
}

/** setTimeout takes no more; later, a client has to come back anyway. */
const maxTimerMs = 2 ** 31 - 1;
/** Over this time clients come back after a shutdown, so that they do not all come at once. */
const returnWithinMs = 3_000;

/**
 * The live streams of this process. One reader an org follows the log by position and hands everything to its clients; a client
 * that is behind, because it resumes or because it reads slowly, reads what it lacks by itself until it has caught up.
 */
export class Streams {
  readonly #options: StreamsOptions;
  readonly #turns: ReadTurns;
  readonly #followers = new Map<OrgId, FollowerInUse>();
  readonly #subscribers = new Map<StreamSubscriber, Promise<void>>();
  #heartbeat: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: StreamsOptions) {
    this.#options = options;
    this.#turns = new ReadTurns(options.maxReads);
  }

  start(): void {
    this.#heartbeat = setInterval(() => {
      for (const subscriber of this.#subscribers.keys()) subscriber.heartbeat();
    }, this.#options.heartbeatMs);
  }

  /** Something was appended to the log of some org. */
  nudge(): void {
    for (const { follower } of this.#followers.values()) follower.nudge();
  }

  /** Ends every stream, with a time to come back after, and refuses new ones. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#heartbeat);
    for (const { connection } of this.#subscribers.keys()) {
      connection.end(goodbyeFrame(Math.round(500 + Math.random() * returnWithinMs)));
    }
    await Promise.all(this.#subscribers.values());
  }

  /**
   * Admits a client. Throws a ProblemError `invalid_cursor` for a position that the log has not reached, `rate_limited` when the
   * principal has too many streams, `unavailable` when there are too many in all or while the service stops, and StoreUnavailable.
   */
  async admit({ principal, query, viewer, since, credentialEnd }: StreamRequest): Promise<StreamTicket> {
    const { places, reader } = this.#options;
    if (this.#stopped) {
      throw new ProblemError('unavailable', 'the service is about to stop', { headers: { 'retry-after': '5' } });
    }
    const givePlaceBack = places.take(principalKey(principal));
    const leave = this.#use(query.org);
    const release = async (): Promise<void> => {
      givePlaceBack();
      await leave();
    };
    try {
      const follower = this.#followerOf(query.org);
      await follower.start();
      const position = since ?? follower.position;
      if (position > follower.position && position > (await this.#turns.take(() => reader.head(query.org)))) {
        throw notAPlace();
      }
      return {
        position,
        begin: (response) => {
          this.#begin({ query, viewer, position, response, credentialEnd, follower, release });
        },
      };
    } catch (error) {
      await release();
      throw error;
    }
  }

  #begin(parts: {
    readonly query: LogRequest;
    readonly viewer: Viewer;
    readonly position: Position;
    readonly response: ServerResponse;
    readonly credentialEnd: CredentialEnd;
    readonly follower: OrgFollower;
    readonly release: () => Promise<void>;
  }): void {
    const { query, viewer, position, response, credentialEnd, follower, release } = parts;
    const { metrics, maxBufferedBytes } = this.#options;
    const connection = new ClientConnection(response, this.#options);
    const key = JSON.stringify([query, viewer], (_name, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    );
    const subscriber = new StreamSubscriber(
      { query, viewer, key },
      {
        connection,
        maxBufferedBytes,
        position,
        onSent: (count) => {
          metrics.sent.inc(count);
        },
      },
    );
    connection.write(readyFrame(position));
    const expiry = this.#endWith(credentialEnd, connection);
    metrics.clients.inc();
    const served = this.#serve(subscriber, follower).finally(async () => {
      clearTimeout(expiry);
      metrics.clients.dec();
      this.#subscribers.delete(subscriber);
      await release();
    });
    this.#subscribers.set(subscriber, served);
    if (this.#stopped) connection.end(goodbyeFrame(returnWithinMs));
  }

  /** Keeps a client up to date until it is gone. Never rejects. */
  async #serve(subscriber: StreamSubscriber, follower: OrgFollower): Promise<void> {
    const { connection } = subscriber;
    const { metrics, retry, log } = this.#options;
    for (let failures = 0; !connection.closed.aborted;) {
      try {
        if (!(await follower.follow(subscriber))) await this.#catchUp(subscriber);
        failures = 0;
      } catch (error) {
        log.warn({ event: 'stream.catch_up_failed', attempt: failures, err: error });
        await delay(backoff(failures, retry), connection.closed);
        failures += 1;
      }
      if (await connection.drained()) continue;
      metrics.droppedSlow.inc();
      connection.end(errorFrame(new ProblemError('client_too_slow')));
    }
  }

  /** One read of what the subscriber lacks. */
  async #catchUp(subscriber: StreamSubscriber): Promise<void> {
    const { reader, bounds } = this.#options;
    const { query, position, connection } = subscriber;
    const slice = await this.#turns.take(() =>
      // Who left while waiting for its turn needs no read.
      connection.closed.aborted
        ? Promise.resolve(undefined)
        : reader.following(query, { range: { since: position }, bounds }),
    );
    if (slice) subscriber.deliver(new LogBatch(position, slice));
  }

  #endWith({ atMs, kind }: CredentialEnd, connection: ClientConnection): NodeJS.Timeout {
    const inMs = Math.min(Math.max(atMs - this.#options.clock.now().getTime(), 0), maxTimerMs);
    return setTimeout(() => {
      connection.end(
        kind === 'expired' ? errorFrame(new ProblemError('unauthorized', 'the token has expired')) : goodbyeFrame(0),
      );
    }, inMs);
  }

  #followerOf(org: OrgId): OrgFollower {
    const inUse = this.#followers.get(org);
    if (!inUse) throw new Error('the follower of the org is not in use');
    return inUse.follower;
  }

  /** Counts a user of an org's follower; the returned function counts it out again. The last one out stops it. */
  #use(org: OrgId): () => Promise<void> {
    const { reader, bounds, pollIntervalMs, retry, log } = this.#options;
    const inUse: FollowerInUse = this.#followers.get(org) ?? {
      follower: new OrgFollower({ org, reader, turns: this.#turns, bounds, pollIntervalMs, retry, log }),
      users: 0,
    };
    this.#followers.set(org, inUse);
    inUse.users += 1;
    return async () => {
      inUse.users -= 1;
      if (inUse.users > 0) return;
      this.#followers.delete(org);
      await inUse.follower.stop();
    };
  }
}

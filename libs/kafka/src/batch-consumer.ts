import { backoff, delay, systemClock, type BackoffBounds } from '@activity-log/platform';
import { errorText, isOutage } from './client-error.js';
import { ProgressRecorder, type ConsumerProgress } from './consumer-progress.js';
import { ConsumerSession } from './consumer-session.js';
import { ConsumerStalled } from './consumer-stalled.js';
import { kafkaClient } from './kafka-client.js';
import type { Log } from './log.js';
import { PartitionRetries } from './partition-retries.js';
import { PartitionTurns } from './partition-turns.js';
import type { BatchConsumer, BatchHandler } from './port.js';

/** How a consumer reads. Every bound has a default. */
export interface BatchConsumerOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly groupId: string;
  readonly topic: string;
  readonly log: Log;
  /** The client failed for a reason that no retry mends. The process should end: nothing more will be consumed. */
  readonly onCrash: (error: Error) => void;
  /** Most records of one call of the handler; 1000 when absent. */
  readonly maxBatchRecords?: number;
  /** Most bytes of one call of the handler, a larger single record excepted; 4 MiB when absent. */
  readonly maxBatchBytes?: number;
  /** Partitions whose handlers run at the same time; 3 when absent. */
  readonly partitionsConsumedConcurrently?: number;
  /** Where a group without offsets begins, and where one begins whose offsets the topic does not have: true when absent. */
  readonly fromBeginning?: boolean;
  /** How long the broker waits for a heartbeat, and the bound of readiness; 10 s when absent. */
  readonly sessionTimeoutMs?: number;
  /**
   * Bytes of one fetch as they are stored, 1 MiB when absent; a larger single batch excepted. With what they inflate
   * to they decide the memory: 200,000 events of 600 bytes drained at a peak of 206 MB RSS with 1 MiB, 344 MB with 2.
   */
  readonly maxFetchBytes?: number;
  /** The same for one partition; 384 kiB when absent, so that a fetch feeds three handlers. */
  readonly maxFetchBytesPerPartition?: number;
  /** Waits between attempts at the same records; 200 ms to 15 s when absent. */
  readonly retryBounds?: BackoffBounds;
  /** How long `stop` waits for running handlers and the broker; 8 s when absent. */
  readonly stopTimeoutMs?: number;
  /** Silence of the client after which it counts as crashed; 5 minutes when absent. */
  readonly stallTimeoutMs?: number;
}

/** A consumer that tells how it is doing. */
export interface ObservedBatchConsumer extends BatchConsumer {
  progress(): ConsumerProgress;
}

/**
 * A killed process and a restarted broker leave a member behind that holds its partitions for so long: nothing of
 * them is consumed meanwhile, so it is short. Beats go on during handlers, so only a frozen process misses it.
 */
const defaultSessionTimeoutMs = 10_000;

/** Waits before a new client is made after an outage. */
const restartBounds: BackoffBounds = { baseMs: 500, maxMs: 10_000 };

/** A {@link BatchConsumer} over kafkajs. Only records of committed transactions are given. */
export function createBatchConsumer(options: BatchConsumerOptions): ObservedBatchConsumer {
  return new KafkaBatchConsumer(options);
}

/**
 * Keeps one {@link ConsumerSession} alive after the other until it is stopped. An outage ends a session and begins
 * the next after a wait; anything else that ends one is told to `onCrash`.
 */
class KafkaBatchConsumer implements ObservedBatchConsumer {
  readonly #options: BatchConsumerOptions;
  readonly #retries: PartitionRetries;
  readonly #turns = new PartitionTurns();
  readonly #progress: ProgressRecorder;
  readonly #stopped = new AbortController();
  #supervision: Promise<void> | undefined;
  #session: ConsumerSession | undefined;

  constructor(options: BatchConsumerOptions) {
    this.#options = options;
    this.#retries = new PartitionRetries(options.retryBounds ?? { baseMs: 200, maxMs: 15_000 });
    this.#progress = new ProgressRecorder({
      now: () => systemClock.now(),
      silenceLimitMs: options.sessionTimeoutMs ?? defaultSessionTimeoutMs,
    });
  }

  /** Resolves when the group is joined, or when the first attempt failed; attempts then go on. */
  async start(handler: BatchHandler): Promise<void> {
    if (this.#supervision !== undefined) throw new Error('a consumer is started once');
    await new Promise<void>((resolve) => {
      this.#supervision = this.#supervise(handler, resolve);
    });
  }

  async stop(): Promise<void> {
    if (this.#stopped.signal.aborted) return await this.#supervision;
    this.#stopped.abort();
    this.#retries.clear();
    const { log, groupId, stopTimeoutMs = 8_000 } = this.#options;
    const bound = new AbortController();
    const stopping = Promise.all([this.#session?.stop(), this.#supervision]).then(() => 'stopped' as const);
    const outcome = await Promise.race([
      stopping.catch((error: unknown) => errorText(error)),
      delay(stopTimeoutMs, bound.signal).then(() => 'timeout' as const),
    ]);
    bound.abort();
    if (outcome === 'stopped') log.info({ event: 'kafka.consumer_stopped', groupId });
    else log.warn({ event: 'kafka.consumer_stop_incomplete', groupId, reason: outcome });
  }

  progress(): ConsumerProgress {
    return this.#progress.facts(this.#retries.waiting);
  }

  #isStopped(): boolean {
    return this.#stopped.signal.aborted;
  }

  async #supervise(handler: BatchHandler, firstAttemptEnded: () => void): Promise<void> {
    const { log, groupId, topic, onCrash } = this.#options;
    for (let failures = 0; !this.#isStopped(); failures += 1) {
      const startedAt = Date.now();
      const error = await this.#runSession(handler, firstAttemptEnded);
      firstAttemptEnded();
      if (error === undefined || this.#isStopped()) return;
      if (!isOutage(error)) {
        log.error({ event: 'kafka.consumer_crashed', groupId, topic, error: errorText(error) });
        onCrash(error);
        return;
      }
      if (Date.now() - startedAt > 60_000) failures = 0;
      const delayMs = backoff(failures, restartBounds);
      log.warn({ event: 'kafka.consumer_restarting', groupId, topic, delayMs, error: errorText(error) });
      await delay(delayMs, this.#stopped.signal);
    }
  }

  /** Resolves with what ended the session; with nothing when it was stopped. */
  async #runSession(handler: BatchHandler, joined: () => void): Promise<Error | undefined> {
    const ended = Promise.withResolvers<Error | undefined>();
    const session = this.#createSession(handler, ended.resolve);
    this.#session = session;
    const whenStopped = (): void => {
      ended.resolve(undefined);
    };
    this.#stopped.signal.addEventListener('abort', whenStopped, { once: true });
    const watch = this.#watchForStall(ended.resolve);
    try {
      await session.start();
      joined();
      // Stopped while it was joining: kafkajs has begun to consume all the same.
      if (this.#isStopped()) await session.stop();
      return await ended.promise;
    } catch (error) {
      await session.stop().catch((cause: unknown) => {
        this.#options.log.debug({ event: 'kafka.disconnect_failed', error: errorText(cause) });
      });
      return error instanceof Error ? error : new Error(errorText(error));
    } finally {
      clearInterval(watch);
      this.#stopped.signal.removeEventListener('abort', whenStopped);
    }
  }

  #watchForStall(ended: (error: Error) => void): NodeJS.Timeout {
    const stallTimeoutMs = this.#options.stallTimeoutMs ?? 300_000;
    this.#progress.sign();
    return setInterval(
      () => {
        const { silentMs } = this.#progress;
        if (silentMs > stallTimeoutMs) ended(new ConsumerStalled(silentMs));
      },
      Math.max(50, Math.floor(stallTimeoutMs / 10)),
    ).unref();
  }

  #createSession(handler: BatchHandler, onCrash: (error: Error) => void): ConsumerSession {
    const { brokers, clientId, groupId, topic, log } = this.#options;
    return new ConsumerSession({
      kafka: kafkaClient({
        brokers,
        clientId,
        log,
        requestTimeoutMs: 30_000,
        retry: { retries: 5, initialRetryTime: 200, maxRetryTime: 5_000 },
      }),
      groupId,
      topic,
      log,
      maxBatchRecords: this.#options.maxBatchRecords ?? 1000,
      maxBatchBytes: this.#options.maxBatchBytes ?? 4 * 1024 * 1024,
      partitionsConsumedConcurrently: this.#options.partitionsConsumedConcurrently ?? 3,
      fromBeginning: this.#options.fromBeginning ?? true,
      sessionTimeoutMs: this.#options.sessionTimeoutMs ?? defaultSessionTimeoutMs,
      maxFetchBytes: this.#options.maxFetchBytes ?? 1024 * 1024,
      maxFetchBytesPerPartition: this.#options.maxFetchBytesPerPartition ?? 384 * 1024,
      handler,
      progress: this.#progress,
      retries: this.#retries,
      turns: this.#turns,
      onCrash,
    });
  }
}

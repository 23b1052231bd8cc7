import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { brokerErrorType, errorText, isMembershipError } from './client-error.js';
import { consumedRecord, type ClientMessage } from './consumed-record.js';
import type { ProgressRecorder } from './consumer-progress.js';
import { HeartbeatLoop } from './heartbeat-loop.js';
import type { Log } from './log.js';
import type { PartitionRetries } from './partition-retries.js';
import type { PartitionTurns } from './partition-turns.js';
import type { BatchHandler, BatchOutcome, RecordBatch } from './port.js';
import { recordBytes } from './record-bytes.js';
import { splitRecords } from './split-records.js';

/** The settings of a {@link ConsumerSession}, and what it shares with the sessions before and after it. */
export interface ConsumerSessionOptions {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topic: string;
  readonly log: Log;
  readonly maxBatchRecords: number;
  readonly maxBatchBytes: number;
  readonly partitionsConsumedConcurrently: number;
  readonly fromBeginning: boolean;
  readonly sessionTimeoutMs: number;
  readonly maxFetchBytes: number;
  readonly maxFetchBytesPerPartition: number;
  readonly handler: BatchHandler;
  readonly progress: ProgressRecorder;
  readonly retries: PartitionRetries;
  readonly turns: PartitionTurns;
  /** Told once, when the client has given up and left the group. */
  readonly onCrash: (error: Error) => void;
}

/** How long a fetch may wait at the broker for a first byte; bounds also how late a held partition goes on. */
const maxWaitMs = 500;

/** One life of one kafkajs consumer: from joining the group to leaving it or crashing. Not started twice. */
export class ConsumerSession {
  readonly #options: ConsumerSessionOptions;
  readonly #consumer: Consumer;
  readonly #heartbeatIntervalMs: number;
  /** Counts joins: a batch fetched under an earlier one may belong to another member by now. */
  #generation = 0;
  /** Why the group has to be joined again; cleared by joining. */
  #membershipLost: unknown;
  #isStopped = false;

  constructor(options: ConsumerSessionOptions) {
    this.#options = options;
    this.#heartbeatIntervalMs = Math.max(100, Math.floor(options.sessionTimeoutMs / 10));
    this.#consumer = options.kafka.consumer({
      groupId: options.groupId,
      sessionTimeout: options.sessionTimeoutMs,
      rebalanceTimeout: Math.max(60_000, options.sessionTimeoutMs),
      heartbeatInterval: this.#heartbeatIntervalMs,
      maxBytes: options.maxFetchBytes,
      maxBytesPerPartition: options.maxFetchBytesPerPartition,
      maxWaitTimeInMs: maxWaitMs,
      allowAutoTopicCreation: false,
      // A client that gave up is thrown away and a new one made: nothing of a half-failed state is carried over.
      retry: { restartOnFailure: () => Promise.resolve(false) },
    });
    this.#listen();
  }

  /** Joins the group and begins to hand over batches. Throws when the broker cannot be reached or lacks the topic. */
  async start(): Promise<void> {
    const { topic, fromBeginning, partitionsConsumedConcurrently } = this.#options;
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topic, fromBeginning });
    await this.#consumer.run({
      // Commits what is resolved and nothing else; resolved is what was handled, and what is empty by filtering.
      autoCommit: true,
      autoCommitThreshold: 1,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently,
      eachBatch: (payload) => this.#options.turns.take(payload.batch.partition, () => this.#handleClientBatch(payload)),
    });
  }

  /** Lets running handlers finish their chunk, commits it and leaves the group. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#consumer.disconnect();
    this.#options.progress.left();
  }

  #listen(): void {
    const { progress, log, topic, groupId } = this.#options;
    const { events } = this.#consumer;
    this.#consumer.on(events.GROUP_JOIN, ({ payload }) => {
      this.#generation += 1;
      this.#membershipLost = undefined;
      const partitions = payload.memberAssignment[topic] ?? [];
      progress.joined(partitions);
      log.info({ event: 'kafka.consumer_joined', groupId, topic, partitions, durationMs: payload.duration });
    });
    this.#consumer.on(events.REBALANCING, () => {
      progress.left();
      log.info({ event: 'kafka.consumer_rejoining', groupId, topic });
    });
    this.#consumer.on(events.CONNECT, () => {
      progress.sign();
    });
    this.#consumer.on(events.FETCH, () => {
      progress.fetched();
    });
    this.#consumer.on(events.HEARTBEAT, () => {
      progress.beat();
    });
    this.#consumer.on(events.START_BATCH_PROCESS, ({ payload }) => {
      const firstOffset = firstOffsetOf(payload);
      progress.batchFetched({
        partition: payload.partition,
        firstOffset,
        highWatermark: BigInt(payload.highWatermark),
      });
    });
    this.#consumer.on(events.COMMIT_OFFSETS, ({ payload }) => {
      for (const { partitions } of payload.topics) {
        for (const { partition, offset } of partitions) progress.committed(partition, BigInt(offset));
      }
    });
    this.#consumer.on(events.CRASH, ({ payload }) => {
      progress.left();
      this.#options.onCrash(payload.error);
    });
  }

  /** Throws only what makes kafkajs join again or fetch the same records again. */
  async #handleClientBatch(payload: EachBatchPayload): Promise<void> {
    const generation = this.#generation;
    this.#rejoinIfMembershipLost();
    const heartbeats = new HeartbeatLoop({
      beat: () => payload.heartbeat(),
      intervalMs: this.#heartbeatIntervalMs,
      onMembershipLost: (error) => {
        this.#noteMembershipLost(error);
      },
      onFailure: (error) => {
        this.#options.log.warn({ event: 'kafka.heartbeat_failed', error: errorText(error) });
      },
    });
    heartbeats.start();
    try {
      await this.#handleChunks(payload, generation);
    } catch (error) {
      if (isMembershipError(error)) this.#noteMembershipLost(error);
      throw error;
    } finally {
      await heartbeats.stop();
    }
    this.#rejoinIfMembershipLost();
  }

  async #handleChunks(payload: EachBatchPayload, generation: number): Promise<void> {
    const { batch } = payload;
    const records = (batch.messages as readonly ClientMessage[]).map(consumedRecord);
    const chunks = splitRecords(records, {
      maxRecords: this.#options.maxBatchRecords,
      maxBytes: this.#options.maxBatchBytes,
      bytesOf: recordBytes,
    });
    const lastOffset = records.at(-1)?.offset;
    for (const chunk of chunks) {
      if (!this.#mayHandle(payload, generation)) return;
      const outcome = await this.#handle({
        topic: batch.topic,
        partition: batch.partition,
        records: chunk,
        highWatermark: BigInt(batch.highWatermark),
      });
      if (outcome.kind === 'retry') {
        this.#hold(payload, outcome.reason);
        return;
      }
      this.#options.retries.succeeded(batch.partition);
      const offset = chunk.at(-1)?.offset;
      // After a rejoin inside this client the broker would take the commit for one of the new generation.
      if (offset === undefined || this.#generation !== generation) return;
      // Behind the last record there may be control records, which nobody sees but which have offsets.
      const done = offset === lastOffset ? BigInt(batch.lastOffset()) : offset;
      await commit(payload, done + 1n);
      // Not before the commit: if that fails, the same records come again, and the offset with them.
      payload.resolveOffset(offset.toString());
    }
  }

  #mayHandle(payload: EachBatchPayload, generation: number): boolean {
    return (
      !this.#isStopped &&
      payload.isRunning() &&
      !payload.isStale() &&
      this.#generation === generation &&
      this.#membershipLost === undefined
    );
  }

  async #handle(batch: RecordBatch): Promise<BatchOutcome> {
    const { progress, log, handler } = this.#options;
    progress.handlerStarted();
    try {
      return await handler(batch);
    } catch (error) {
      log.error({
        event: 'kafka.handler_threw',
        topic: batch.topic,
        partition: batch.partition,
        offset: batch.records[0]?.offset.toString(),
        error: errorText(error),
      });
      return { kind: 'retry', reason: 'handler_threw' };
    } finally {
      progress.handlerEnded();
    }
  }

  #hold(payload: EachBatchPayload, reason: string): void {
    if (this.#isStopped) return;
    const { topic, partition } = payload.batch;
    const resume = payload.pause();
    const { attempt, delayMs } = this.#options.retries.hold(partition, resume);
    this.#options.log.warn({ event: 'kafka.partition_held', topic, partition, reason, attempt, delayMs });
  }

  #noteMembershipLost(error: unknown): void {
    if (this.#membershipLost !== undefined) return;
    this.#membershipLost = error;
    const { log, groupId } = this.#options;
    log.info({ event: 'kafka.membership_lost', groupId, reason: brokerErrorType(error) });
  }

  #rejoinIfMembershipLost(): void {
    if (this.#membershipLost !== undefined) throw this.#membershipLost as Error;
  }
}

/** A fetch whose records lie below the wanted offset, as compaction leaves them, has no first offset. */
function firstOffsetOf({ firstOffset, lastOffset }: { firstOffset: string | null; lastOffset: string }): bigint {
  return BigInt(firstOffset ?? lastOffset);
}

async function commit(payload: EachBatchPayload, offset: bigint): Promise<void> {
  const { batch } = payload;
  await payload.commitOffsetsIfNecessary({
    topics: [{ topic: batch.topic, partitions: [{ partition: batch.partition, offset: offset.toString() }] }],
  });
}

/** Header values as Kafka carries them; a header that is repeated is a list. */
export type RecordHeaders = Readonly<Record<string, Buffer | readonly Buffer[]>>;

/** A record as the broker gave it, byte for byte. */
export interface ConsumedRecord {
  readonly key: Buffer | null;
  /** null is a tombstone. */
  readonly value: Buffer | null;
  readonly headers: RecordHeaders;
  /** Milliseconds since the epoch, as the broker sends it. */
  readonly timestamp: string;
  readonly offset: bigint;
  /** Present when this is no record of a producer: it stands for a whole batch that cannot be decoded. */
  readonly unreadable?: UnreadableBatch;
}

/**
 * A batch as the broker stored it that is corrupt, or would inflate beyond the bound. The record that stands for it has
 * the batch's bytes as its value, its header of 61 bytes included (message format 2), no key, no headers, and the
 * offset of the batch's last record.
 */
export interface UnreadableBatch {
  readonly firstOffset: bigint;
  /** A sentence for the operator, without payload. */
  readonly reason: string;
}

/** Consecutive records of one partition, in order of offset. Never empty. */
export interface RecordBatch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly ConsumedRecord[];
  /** The offset that the next record of the partition will get; `highWatermark - last offset - 1` records are still to come. */
  readonly highWatermark: bigint;
}

/** What a handler decided about a whole batch. */
export type BatchOutcome =
  /** Everything in it is stored or dead-lettered: commit the offset behind its last record. */
  | { readonly kind: 'done' }
  /** Nothing may be skipped: pause the partition and give the same records again. `reason` is a stable code for the log. */
  | { readonly kind: 'retry'; readonly reason: string };

/** Handles one batch. Must not throw for what a record holds; a throw counts as `retry`. */
export type BatchHandler = (batch: RecordBatch) => Promise<BatchOutcome>;

/** A record to produce. */
export interface OutgoingRecord {
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, Buffer | string | readonly (Buffer | string)[]>>;
  /** Milliseconds since the epoch; the producer's clock when absent. */
  readonly timestamp?: string;
}

/** An idempotent producer, acks=all, one request in flight: records of a partition keep the order of `send`. */
export interface RecordProducer {
  start(bound?: SendBound): Promise<void>;
  stop(): Promise<void>;
  /** Resolves when every record is acknowledged by all in-sync replicas. Calls are serialised in the order they are made. */
  send(topic: string, records: readonly OutgoingRecord[], bound?: SendBound): Promise<void>;
}

/** When to give up. */
export interface SendBound {
  /** Ends the call at once, as unavailable: what it sent may be stored or not, and nothing of it is sent later. */
  readonly signal?: AbortSignal;
}

/** A consumer in a group that hands over whole batches and commits offsets only behind `done`. */
export interface BatchConsumer {
  /** Joins the group and calls `handler` until `stop`. Batches of one partition come one after the other. */
  start(handler: BatchHandler): Promise<void>;
  /** Lets running handlers finish, commits what they finished, leaves the group. */
  stop(): Promise<void>;
}

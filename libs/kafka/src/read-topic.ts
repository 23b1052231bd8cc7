import { randomUUID } from 'node:crypto';
import type { Admin, Batch, Kafka } from 'kafkajs';
import { backoff, delay } from '@activity-log/platform';
import { brokerErrorType, isOutage } from './client-error.js';
import { consumedRecord, type ClientMessage } from './consumed-record.js';
import type { ConsumedRecord } from './port.js';
import { recordBytes } from './record-bytes.js';
import { TopicMissing } from './topic-missing.js';

/** What to read of a topic. */
export interface ReadTopicOptions {
  readonly topic: string;
  /** Offset to begin with, per partition; the earliest of those not named. */
  readonly from?: ReadonlyMap<number, bigint>;
  /** Only these partitions; all when absent. */
  readonly partitions?: readonly number[];
  readonly maxRecords: number;
  /** Ends the reading early once so much is gathered; 64 MiB when absent. */
  readonly maxBytes?: number;
  /** How long the brokers may bring nothing, before the reading fails; 30 s when absent. */
  readonly timeoutMs?: number;
}

/** A record and the partition it was found in. */
export type TopicRecord = ConsumedRecord & { readonly partition: number };

/** What is left to read of one partition. */
interface PartitionRange {
  next: bigint;
  readonly end: bigint;
  gathered: number;
}

/** What a scan needs of the cluster. */
interface Cluster {
  readonly admin: Admin;
  readonly kafka: Kafka;
}

/**
 * Reads what a topic holds at the time of the call, at most `maxRecords`, lowest partitions first. kafkajs can fetch
 * only as a member of a group, so a group of a random name is made, commits nothing, and is deleted.
 *
 * Fewer records than asked for are all there are, or as many as `maxBytes` lets through. A reading that ends short of that
 * throws: a part must not pass for the whole.
 */
export async function readTopicBounded({
  admin,
  kafka,
  ...options
}: ReadTopicOptions & Cluster): Promise<readonly TopicRecord[]> {
  const scan = new TopicScan(options, await rangesOf(admin, options));
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  let failures = 0;
  while (!scan.isFinished) {
    const { left } = scan;
    try {
      await scanOnce({ admin, kafka }, scan, AbortSignal.timeout(timeoutMs));
    } catch (error) {
      // A coordinator that is only just loading refuses the first members.
      if (!isOutage(error) || failures >= maxFailures) throw error;
      await delay(backoff(failures, { baseMs: 200, maxMs: 2_000 }));
      failures += 1;
      continue;
    }
    if (scan.left === left) {
      throw new Error(`nothing of ${left.toString()} offsets arrived in ${timeoutMs} ms`);
    }
  }
  return scan.records
    .sort((a, b) => a.partition - b.partition || (a.offset < b.offset ? -1 : 1))
    .slice(0, options.maxRecords);
}

const maxFailures = 5;
const defaultTimeoutMs = 30_000;

async function rangesOf(
  admin: Admin,
  { topic, from, partitions }: ReadTopicOptions,
): Promise<Map<number, PartitionRange>> {
  const offsets = await admin.fetchTopicOffsets(topic).catch((error: unknown) => {
    throw brokerErrorType(error) === 'UNKNOWN_TOPIC_OR_PARTITION' ? new TopicMissing(topic, { cause: error }) : error;
  });
  const ranges = new Map<number, PartitionRange>();
  for (const { partition, low, high } of offsets) {
    if (partitions !== undefined && !partitions.includes(partition)) continue;
    const wanted = from?.get(partition) ?? 0n;
    ranges.set(partition, { next: wanted > BigInt(low) ? wanted : BigInt(low), end: BigInt(high), gathered: 0 });
  }
  return ranges;
}

/** What was read so far, and what is left. */
class TopicScan {
  readonly topic: string;
  readonly records: TopicRecord[] = [];
  readonly #ranges: ReadonlyMap<number, PartitionRange>;
  readonly #maxRecords: number;
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(options: ReadTopicOptions, ranges: ReadonlyMap<number, PartitionRange>) {
    this.topic = options.topic;
    this.#ranges = ranges;
    this.#maxRecords = options.maxRecords;
    this.#maxBytes = options.maxBytes ?? 64 * 1024 * 1024;
  }

  get isFinished(): boolean {
    return (
      this.#bytes >= this.#maxBytes ||
      [...this.#ranges.values()].every(({ next, end, gathered }) => next >= end || gathered >= this.#maxRecords)
    );
  }

  /** Offsets still ahead. */
  get left(): bigint {
    return [...this.#ranges.values()].reduce((sum, { next, end }) => sum + (end > next ? end - next : 0n), 0n);
  }

  /** Where each partition goes on. */
  get positions(): readonly { readonly topic: string; readonly partition: number; readonly offset: string }[] {
    return [...this.#ranges].map(([partition, { next }]) => ({
      topic: this.topic,
      partition,
      offset: next.toString(),
    }));
  }

  gather({ partition, messages }: Batch): void {
    const range = this.#ranges.get(partition);
    if (range === undefined) return;
    for (const message of messages as readonly ClientMessage[]) {
      const record = consumedRecord(message);
      if (record.offset < range.next || record.offset >= range.end) continue;
      if (range.gathered >= this.#maxRecords || this.#bytes >= this.#maxBytes) break;
      range.gathered += 1;
      range.next = record.offset + 1n;
      this.#bytes += recordBytes(record);
      this.records.push({ ...record, partition });
    }
  }

  /** Everything up to the offset is behind, records that nobody sees included. */
  passed(partition: number, lastOffset: bigint): void {
    const range = this.#ranges.get(partition);
    // The first fetch may be of what lies before the wanted offset.
    if (range !== undefined && lastOffset >= range.next) range.next = lastOffset + 1n;
  }
}

async function scanOnce({ admin, kafka }: Cluster, scan: TopicScan, timeout: AbortSignal): Promise<void> {
  const groupId = `read-${randomUUID()}`;
  const consumer = kafka.consumer({
    groupId,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: 200,
    retry: { restartOnFailure: () => Promise.resolve(false) },
  });
  const ended = Promise.withResolvers<undefined>();
  let crash: Error | undefined;
  const { CRASH, END_BATCH_PROCESS } = consumer.events;
  consumer.on(CRASH, ({ payload }) => {
    crash = payload.error;
    ended.resolve(undefined);
  });
  // Told of every fetched batch, also of one that holds only control or aborted records.
  consumer.on(END_BATCH_PROCESS, ({ payload }) => {
    scan.passed(payload.partition, BigInt(payload.lastOffset));
    if (scan.isFinished) ended.resolve(undefined);
  });
  timeout.addEventListener('abort', () => {
    ended.resolve(undefined);
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topic: scan.topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: ({ batch }) => {
        scan.gather(batch);
        return Promise.resolve();
      },
    });
    // A member that crashed on joining has nothing to seek in.
    if (crash === undefined) for (const position of scan.positions) consumer.seek(position);
    await ended.promise;
    if (crash !== undefined) throw crash;
  } finally {
    await consumer.disconnect();
    // An empty group without offsets goes by itself; the broker may have been quicker.
    await admin.deleteGroups([groupId]).catch(() => undefined);
  }
}

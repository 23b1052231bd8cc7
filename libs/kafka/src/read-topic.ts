import { randomUUID } from 'node:crypto';
import type { Admin, Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { delay } from '@activity-log/platform';
import { brokerErrorType } from './client-error.js';
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
  /** Ends the reading early, with what is there; 30 s when absent. */
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

/**
 * Reads what a topic holds at the time of the call, at most `maxRecords`, lowest partitions first. kafkajs can fetch
 * only as a member of a group, so a group of a random name is made, commits nothing, and is deleted.
 */
export async function readTopicBounded(
  options: ReadTopicOptions & { readonly admin: Admin; readonly kafka: Kafka },
): Promise<readonly TopicRecord[]> {
  const { admin, kafka, maxRecords, timeoutMs = 30_000 } = options;
  const ranges = await rangesOf(options);
  const records: TopicRecord[] = [];
  if (maxRecords <= 0 || [...ranges.values()].every(({ next, end }) => next >= end)) return records;

  const groupId = `read-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 200 });
  const done = Promise.withResolvers<undefined>();
  const timeout = new AbortController();
  try {
    await run({ consumer, ranges, records, options, done: done.resolve, failed: done.reject });
    await Promise.race([done.promise, delay(timeoutMs, timeout.signal)]);
  } finally {
    timeout.abort();
    await consumer.disconnect();
    // An empty group without offsets goes by itself; the broker may have been quicker.
    await admin.deleteGroups([groupId]).catch(() => undefined);
  }
  return records.sort((a, b) => a.partition - b.partition || (a.offset < b.offset ? -1 : 1)).slice(0, maxRecords);
}

async function rangesOf({
  admin,
  topic,
  from,
  partitions,
}: ReadTopicOptions & { readonly admin: Admin }): Promise<Map<number, PartitionRange>> {
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

async function run({
  consumer,
  ranges,
  records,
  options,
  done,
  failed,
}: {
  readonly consumer: Consumer;
  readonly ranges: ReadonlyMap<number, PartitionRange>;
  readonly records: TopicRecord[];
  readonly options: ReadTopicOptions;
  readonly done: (nothing: undefined) => void;
  readonly failed: (error: Error) => void;
}): Promise<void> {
  const { topic, maxRecords, maxBytes = 64 * 1024 * 1024 } = options;
  let bytes = 0;
  const isFinished = (): boolean =>
    bytes >= maxBytes || [...ranges.values()].every(({ next, end, gathered }) => next >= end || gathered >= maxRecords);

  const gather = ({ batch }: EachBatchPayload): void => {
    const range = ranges.get(batch.partition);
    for (const message of batch.messages as readonly ClientMessage[]) {
      const record = consumedRecord(message);
      if (!range || record.offset < range.next || record.offset >= range.end) continue;
      if (range.gathered >= maxRecords || bytes >= maxBytes) break;
      range.gathered += 1;
      bytes += recordBytes(record);
      records.push({ ...record, partition: batch.partition });
    }
  };

  consumer.on(consumer.events.CRASH, ({ payload }) => {
    failed(payload.error);
  });
  // Told of every fetched batch, also of one that holds only control or aborted records.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    const range = ranges.get(payload.partition);
    if (range) range.next = BigInt(payload.lastOffset) + 1n;
    if (isFinished()) done(undefined);
  });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: (payload) => {
      gather(payload);
      return Promise.resolve();
    },
  });
  for (const [partition, { next }] of ranges) consumer.seek({ topic, partition, offset: next.toString() });
}

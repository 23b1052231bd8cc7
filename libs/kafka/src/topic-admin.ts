import { delay } from '@activity-log/platform';
import type { Admin } from 'kafkajs';
import { BrokerUnavailable } from './broker-unavailable.js';
import { brokerErrorType, errorText } from './client-error.js';
import type { TopicSpec } from './activity-log-topics.js';
import { kafkaClient } from './kafka-client.js';
import type { Log } from './log.js';
import { readTopicBounded, type ReadTopicOptions, type TopicRecord } from './read-topic.js';
import { TopicMissing } from './topic-missing.js';

/** How far a group is behind in one partition. */
export interface PartitionLag {
  readonly partition: number;
  /** The next offset the group will read; null when it has committed none. */
  readonly committed: bigint | null;
  /** The offset the next record of the partition will get. */
  readonly end: bigint;
  /** Records still to come, offsets without a record included. */
  readonly lag: bigint;
}

/** What operators and the start of a service do with topics. Connects on first use. */
export interface TopicAdmin {
  /**
   * Creates the topics that do not exist and returns their names. Those that exist are left as they are. Resolves when
   * every partition of all of them has a leader.
   */
  ensureTopics(specs: readonly TopicSpec[]): Promise<readonly string[]>;
  /** Per partition, in rising order. Throws {@link TopicMissing}. */
  groupLag(facts: { readonly groupId: string; readonly topic: string }): Promise<readonly PartitionLag[]>;
  /** Resolves when the cluster answers, else throws {@link BrokerUnavailable}. */
  ping(): Promise<void>;
  /**
   * Reads records that are there now, without a trace in the cluster: by partition, then offset. All that were asked for:
   * when they do not come, it throws {@link BrokerUnavailable}.
   */
  readTopic(options: ReadTopicOptions): Promise<readonly TopicRecord[]>;
  stop(): Promise<void>;
}

/** What a {@link TopicAdmin} needs. */
export interface TopicAdminOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly log: Log;
  /** How long one request may take; 10 s when absent. */
  readonly requestTimeoutMs?: number;
}

/** A {@link TopicAdmin} over kafkajs. Every method throws {@link BrokerUnavailable} when the cluster does not answer. */
export function createTopicAdmin(options: TopicAdminOptions): TopicAdmin {
  return new KafkaTopicAdmin(options);
}

class KafkaTopicAdmin implements TopicAdmin {
  readonly #options: TopicAdminOptions;
  #admin: Promise<Admin> | undefined;

  constructor(options: TopicAdminOptions) {
    this.#options = options;
  }

  async ensureTopics(specs: readonly TopicSpec[]): Promise<readonly string[]> {
    return await this.#asking('creating topics', async (admin) => {
      const existing = new Set(await admin.listTopics());
      const created: string[] = [];
      for (const spec of specs) {
        if (existing.has(spec.topic)) continue;
        // One request each: a topic that somebody else creates meanwhile fails only itself, and is no failure.
        const isCreated = await admin.createTopics({
          // kafkajs takes a broker that has not heard of the new topic yet for a failure, as a busy one may for seconds.
          waitForLeaders: false,
          topics: [
            {
              topic: spec.topic,
              numPartitions: spec.partitions,
              replicationFactor: spec.replicationFactor,
              configEntries: Object.entries(spec.configs).map(([name, value]) => ({ name, value })),
            },
          ],
        });
        if (isCreated) created.push(spec.topic);
      }
      await untilLed(admin, { topics: specs.map(({ topic }) => topic), timeoutMs: leaderTimeoutMs });
      return created;
    });
  }

  async groupLag({
    groupId,
    topic,
  }: {
    readonly groupId: string;
    readonly topic: string;
  }): Promise<readonly PartitionLag[]> {
    return await this.#asking(`measuring the lag of ${groupId}`, async (admin) => {
      const ends = await admin.fetchTopicOffsets(topic).catch((error: unknown) => {
        throw brokerErrorType(error) === 'UNKNOWN_TOPIC_OR_PARTITION'
          ? new TopicMissing(topic, { cause: error })
          : error;
      });
      const [group] = await admin.fetchOffsets({ groupId, topics: [topic] });
      const committedByPartition = new Map(
        group?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]),
      );
      return ends
        .map(({ partition, low, high }): PartitionLag => {
          const known = committedByPartition.get(partition);
          const committed = known === undefined || known < 0n ? null : known;
          const end = BigInt(high);
          return { partition, committed, end, lag: end - (committed ?? BigInt(low)) };
        })
        .sort((a, b) => a.partition - b.partition);
    });
  }

  async ping(): Promise<void> {
    await this.#asking('looking for the cluster', async (admin) => {
      await admin.describeCluster();
    });
  }

  async readTopic(options: ReadTopicOptions): Promise<readonly TopicRecord[]> {
    return await this.#asking(`reading ${options.topic}`, (admin) =>
      readTopicBounded({ ...options, admin, kafka: this.#kafka() }),
    );
  }

  async stop(): Promise<void> {
    const admin = this.#admin;
    this.#admin = undefined;
    if (admin !== undefined) await admin.then((connected) => connected.disconnect()).catch(() => undefined);
  }

  async #asking<T>(doing: string, ask: (admin: Admin) => Promise<T>): Promise<T> {
    try {
      return await ask(await this.#connected());
    } catch (error) {
      if (error instanceof Error && 'code' in error && 'retry' in error) throw error;
      this.#options.log.debug({ event: 'kafka.admin_failed', doing, error: errorText(error) });
      throw new BrokerUnavailable(doing, { cause: error });
    }
  }

  async #connected(): Promise<Admin> {
    this.#admin ??= this.#connect();
    try {
      return await this.#admin;
    } catch (error) {
      this.#admin = undefined;
      throw error;
    }
  }

  async #connect(): Promise<Admin> {
    const admin = this.#kafka().admin();
    await admin.connect();
    return admin;
  }

  #kafka(): ReturnType<typeof kafkaClient> {
    const { brokers, clientId, log, requestTimeoutMs = 10_000 } = this.#options;
    return kafkaClient({
      brokers,
      clientId,
      log,
      requestTimeoutMs,
      retry: { retries: 3, initialRetryTime: 200, maxRetryTime: 2_000 },
    });
  }
}

const leaderTimeoutMs = 30_000;
const leaderPollMs = 50;

/** Waits until the cluster knows a leader for every partition of the topics. */
async function untilLed(
  admin: Admin,
  { topics, timeoutMs }: { readonly topics: readonly string[]; readonly timeoutMs: number },
): Promise<void> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const failure = await leaderFailure(admin, topics);
    if (failure === undefined) return;
    if (Date.now() > until) throw failure;
    await delay(leaderPollMs);
  }
}

/** What the cluster says while it does not know the topics or their leaders yet; undefined when it does. */
async function leaderFailure(admin: Admin, topics: readonly string[]): Promise<Error | undefined> {
  try {
    const metadata = await admin.fetchTopicMetadata({ topics: [...topics] });
    const led = metadata.topics.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0));
    return led ? undefined : new Error('a partition has no leader');
  } catch (error) {
    const type = brokerErrorType(error);
    if (error instanceof Error && (type === 'UNKNOWN_TOPIC_OR_PARTITION' || type === 'LEADER_NOT_AVAILABLE'))
      return error;
    throw error;
  }
}

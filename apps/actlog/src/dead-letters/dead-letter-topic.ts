import { readDeadLetter, type DeadLetter } from '@activity-log/contracts';
import type { TopicAdmin, TopicRecord } from '@activity-log/kafka';
import type { DeadLetterPlace } from './dead-letter-place.js';

/** A record of the dead-letter topic. */
export interface FoundDeadLetter extends DeadLetterPlace {
  readonly record: TopicRecord;
  /** undefined for a record that ingest did not put there. */
  readonly letter: DeadLetter | undefined;
}

const pageRecords = 500;

/** Reads the dead-letter topic, from a place or page by page; leaves no trace in the cluster. */
export class DeadLetterTopic {
  readonly #admin: TopicAdmin;
  readonly #topic: string;

  constructor({ admin, topic }: { readonly admin: TopicAdmin; readonly topic: string }) {
    this.#admin = admin;
    this.#topic = topic;
  }

  /** The record at a place; undefined when there is none. */
  async at({ partition, offset }: DeadLetterPlace): Promise<FoundDeadLetter | undefined> {
    const [record] = await this.#admin.readTopic({
      topic: this.#topic,
      partitions: [partition],
      from: new Map([[partition, offset]]),
      maxRecords: 1,
    });
    return record?.offset === offset ? found(record) : undefined;
  }

  /**
   * Everything that is there when the reading begins, by partition, then offset. What comes later is left out: a redriven
   * event that is still refused comes back as a new dead letter, and reading it again would never end. Throws
   * BrokerUnavailable when it cannot be read to there.
   */
  async *all(): AsyncGenerator<FoundDeadLetter> {
    const ends = await this.#ends();
    const from = new Map<number, bigint>();
    const isOpen = (partition: number): boolean => (from.get(partition) ?? 0n) < (ends.get(partition) ?? 0n);
    for (;;) {
      const partitions = [...ends.keys()].filter(isOpen);
      if (partitions.length === 0) return;
      const page = await this.#admin.readTopic({ topic: this.#topic, partitions, from, maxRecords: pageRecords });
      // The reading throws rather than stop short, so what is left are offsets that hold no record.
      if (page.length === 0) return;
      for (const record of page) {
        from.set(record.partition, record.offset + 1n);
        if (record.offset < (ends.get(record.partition) ?? 0n)) yield found(record);
      }
    }
  }

  async #ends(): Promise<ReadonlyMap<number, bigint>> {
    // The lag of a group that never read tells where each partition ends.
    const lags = await this.#admin.groupLag({ groupId: 'actlog', topic: this.#topic });
    return new Map(lags.map(({ partition, end }) => [partition, end]));
  }
}

function found(record: TopicRecord): FoundDeadLetter {
  return { partition: record.partition, offset: record.offset, record, letter: readDeadLetter(record) };
}

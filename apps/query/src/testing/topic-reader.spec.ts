import { randomUUID } from 'node:crypto';
import { createBatchConsumer, type BatchConsumer, type ConsumedRecord } from '@activity-log/kafka';
import { createLogger } from '@activity-log/platform';
import { testStack } from '@activity-log/testing';

/** Follows a topic from its beginning, as a consumer of the automation side does. */
export class TopicReader {
  /** Everything read so far, in order per partition. */
  readonly records: readonly ConsumedRecord[];
  readonly #consumer: BatchConsumer;

  private constructor(consumer: BatchConsumer, records: readonly ConsumedRecord[]) {
    this.#consumer = consumer;
    this.records = records;
  }

  static async open(topic: string): Promise<TopicReader> {
    const records: ConsumedRecord[] = [];
    const consumer = createBatchConsumer({
      brokers: [...testStack().brokers],
      clientId: 'topic-reader',
      groupId: `topic-reader-${randomUUID()}`,
      topic,
      log: createLogger({ service: 'topic-reader', level: 'silent' }),
      fromBeginning: true,
      onCrash: (error) => {
        throw error;
      },
    });
    await consumer.start((batch) => {
      records.push(...batch.records);
      return Promise.resolve({ kind: 'done' });
    });
    return new TopicReader(consumer, records);
  }

  async close(): Promise<void> {
    await this.#consumer.stop();
  }
}

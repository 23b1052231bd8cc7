import { randomUUID } from 'node:crypto';
import kafkajs from 'kafkajs';
import { jest } from '@jest/globals';
import { silentLog, testStack } from '@activity-log/testing';
import { createBatchConsumer, type BatchConsumerOptions, type ObservedBatchConsumer } from './batch-consumer.js';
import type { BatchHandler, ConsumedRecord, RecordProducer } from './port.js';
import { createRecordProducer, type RecordProducerOptions } from './record-producer.js';
import { createTopicAdmin, type TopicAdmin } from './topic-admin.js';

// Joining a group takes a second or more when the machine is busy.
jest.setTimeout(30_000);

/** The parts of a test against the broker of the run; `stop` ends all that were made. */
export class KafkaUnderTest {
  readonly brokers = testStack().brokers;
  readonly admin: TopicAdmin = createTopicAdmin({ brokers: this.brokers, clientId: 'spec', log: silentLog });
  /** A plain client, for what other clients than ours do. */
  readonly client = new kafkajs.Kafka({
    brokers: [...this.brokers],
    clientId: 'spec-other',
    logLevel: kafkajs.logLevel.NOTHING,
  });
  readonly #stops: (() => Promise<unknown>)[] = [() => this.admin.stop()];

  producer(options: Partial<RecordProducerOptions> = {}): RecordProducer {
    const producer = createRecordProducer({ brokers: this.brokers, clientId: 'spec', log: silentLog, ...options });
    this.onStop(() => producer.stop());
    return producer;
  }

  consumer(options: Partial<BatchConsumerOptions> & Pick<BatchConsumerOptions, 'topic'>): ObservedBatchConsumer {
    const consumer = createBatchConsumer({
      brokers: this.brokers,
      clientId: 'spec',
      groupId: `spec-${randomUUID()}`,
      log: silentLog,
      retryBounds: { baseMs: 20, maxMs: 100 },
      onCrash: (error) => {
        throw error;
      },
      ...options,
    });
    this.onStop(() => consumer.stop());
    return consumer;
  }

  onStop(stop: () => Promise<unknown>): void {
    this.#stops.unshift(stop);
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) await stop();
  }
}

/** A handler that keeps every record it is given and says `done`. */
export function gathering(): { readonly records: ConsumedRecord[]; readonly handler: BatchHandler } {
  const records: ConsumedRecord[] = [];
  return {
    records,
    handler: (batch) => {
      records.push(...batch.records);
      return Promise.resolve({ kind: 'done' });
    },
  };
}

/** The values of records as text. */
export function texts(records: readonly ConsumedRecord[]): (string | undefined)[] {
  return records.map(({ value }) => value?.toString());
}

import { deadLetterRecord } from '@activity-log/contracts';
import type { RecordProducer } from '@activity-log/kafka';
import type { Clock } from '@activity-log/platform';
import type { RefusedRecord } from './refused-records.js';

/** What a {@link DeadLetterWriter} writes with. */
export interface DeadLetterWriterOptions {
  readonly producer: RecordProducer;
  readonly clock: Clock;
  readonly topic: string;
}

/** Keeps what the log cannot take, byte for byte, with the reason in headers. */
export class DeadLetterWriter {
  readonly #producer: RecordProducer;
  readonly #clock: Clock;
  readonly #topic: string;

  constructor({ producer, clock, topic }: DeadLetterWriterOptions) {
    this.#producer = producer;
    this.#clock = clock;
    this.#topic = topic;
  }

  /** Resolves when every dead letter is acknowledged, in the given order. Throws when the broker does not take them now. */
  async write(
    refused: readonly RefusedRecord[],
    { topic, partition }: { readonly topic: string; readonly partition: number },
  ): Promise<void> {
    if (refused.length === 0) return;
    const at = this.#clock.now();
    const records = refused.map(({ record, error }) => deadLetterRecord({ record, topic, partition, error, at }));
    await this.#producer.send(this.#topic, records);
  }
}

import { deadLetterRecord, type DeadLetterInput } from '@activity-log/contracts';
import { RecordTooLarge, type OutgoingRecord, type RecordProducer } from '@activity-log/kafka';
import type { Clock } from '@activity-log/platform';
import type { RefusedRecord } from './refused-records.js';

/** What a {@link DeadLetterWriter} writes with. */
export interface DeadLetterWriterOptions {
  readonly producer: RecordProducer;
  readonly clock: Clock;
  readonly topic: string;
}

/** A letter that is still to be written, and how much of it. */
interface PendingLetter extends RefusedRecord {
  readonly omit?: NonNullable<DeadLetterInput['omit']>;
}

/**
 * A value beyond this is not even offered to the topic, which takes 4 MiB unless somebody raised that: a compressed
 * batch may inflate to 96 MiB, and producing that takes several times its memory.
 */
const maxOfferedValueBytes = 16 * 1024 * 1024;

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

  /**
   * Resolves when every dead letter is acknowledged, in the given order. One that is larger than the topic takes is
   * written without its value, and without its key and headers if that is not enough: where it was stays known. Throws
   * when the broker does not take them now.
   */
  async write(
    refused: readonly RefusedRecord[],
    { topic, partition }: { readonly topic: string; readonly partition: number },
  ): Promise<void> {
    if (refused.length === 0) return;
    const at = this.#clock.now();
    const letterOf = (letter: PendingLetter): OutgoingRecord => deadLetterRecord({ ...letter, topic, partition, at });
    let pending = refused.map(offered);
    while (pending.length > 0) {
      const tooLarge = await this.#send(pending.map(letterOf));
      if (tooLarge === undefined) return;
      const letter = pending[tooLarge.index];
      if (letter?.omit === 'value-key-and-headers' || letter === undefined) throw tooLarge;
      const omit = letter.omit === undefined ? 'value' : 'value-key-and-headers';
      pending = [{ ...letter, omit }, ...pending.slice(tooLarge.index + 1)];
    }
  }

  /** The error that names the first record that is too large, with those before it written; undefined when all are. */
  async #send(records: readonly OutgoingRecord[]): Promise<RecordTooLarge | undefined> {
    try {
      await this.#producer.send(this.#topic, records);
      return undefined;
    } catch (error) {
      if (error instanceof RecordTooLarge) return error;
      throw error;
    }
  }
}

function offered(refused: RefusedRecord): PendingLetter {
  return (refused.record.value?.length ?? 0) > maxOfferedValueBytes ? { ...refused, omit: 'value' } : refused;
}

import { Partitioners, type Message, type PartitionerArgs } from 'kafkajs';

/**
 * The Java client's choice of a partition (murmur2 of the key), remembered for each message object. Without the
 * memory a message without a key would go to another partition when its request is sent again, as a duplicate
 * that the broker cannot tell.
 */
export class StickyPartitioner {
  readonly #choose = Partitioners.DefaultPartitioner();
  readonly #chosen = new WeakMap<Message, number>();

  choose(args: PartitionerArgs): number {
    const chosen = this.#chosen.get(args.message) ?? this.#choose(args);
    this.#chosen.set(args.message, chosen);
    return chosen;
  }

  /** The partition a message was given; nothing when none was chosen yet. */
  partitionOf(message: Message): number | undefined {
    return this.#chosen.get(message);
  }
}

/**
 * Lets one batch of a partition be handled at a time. kafkajs keeps that rule within one fetch loop; across a
 * rejoin started by another broker's loop, or a new client, it does not.
 */
export class PartitionTurns {
  readonly #last = new Map<number, Promise<void>>();

  /** Runs `work` when all work given before for this partition has ended, however it ended. */
  async take<T>(partition: number, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(partition) ?? Promise.resolve();
    const result = before.then(work);
    const end = result.then(
      () => undefined,
      () => undefined,
    );
    this.#last.set(partition, end);
    return await result;
  }
}

import type { SeededRandom } from './seeded-random.js';

/** A list that forgets its oldest item when a new one would exceed its bound. */
export class BoundedList<T> {
  readonly #items: T[];
  readonly #maxItems: number;

  constructor(items: readonly T[], { maxItems }: { readonly maxItems: number }) {
    this.#items = items.slice(-maxItems);
    this.#maxItems = maxItems;
  }

  get size(): number {
    return this.#items.length;
  }

  add(item: T): void {
    if (this.#items.length >= this.#maxItems) this.#items.shift();
    this.#items.push(item);
  }

  /** One of the items, which stays. Undefined when there is none. */
  pick(random: SeededRandom): T | undefined {
    return this.#items.length === 0 ? undefined : random.pick(this.#items);
  }

  /** One of the items, which is gone then. Undefined when there is none. */
  take(random: SeededRandom): T | undefined {
    const item = this.pick(random);
    if (item !== undefined) this.#items.splice(this.#items.indexOf(item), 1);
    return item;
  }
}

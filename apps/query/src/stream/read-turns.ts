/** Lets a bounded number of reads run at once, first come first served: a thousand clients that resume share a few connections. */
export class ReadTurns {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(maxAtOnce: number) {
    this.#free = maxAtOnce;
  }

  /** Does the work when it is its turn. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The turn goes to who waits longest; nobody can take it in between.
      if (next) next();
      else this.#free += 1;
    }
  }
}

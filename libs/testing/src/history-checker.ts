/** An activity at its place, as somebody saw it. */
export interface Sighting {
  readonly org: string;
  readonly id: string;
  readonly position: bigint;
}

/** What one read of an org showed. */
export interface PageSeen {
  /** Who read, for the words of a breach. */
  readonly reader: string;
  readonly org: string;
  /** The reader asked for what follows this position; 0 for everything. */
  readonly since: bigint;
  /** In the order in which they were read. */
  readonly positions: readonly bigint[];
}

/**
 * The judge of a fault run. It is told what was acknowledged, what readers saw, what is in the log in the end and what came on the
 * topic, and says which promises were broken: every acknowledged event stored exactly once; positions dense 1..n per org; no
 * reader ever sees n+1 without n; the topic's order per org is the log's, with repeats of a suffix allowed.
 */
export class HistoryChecker {
  readonly #acknowledged = new Map<string, { org: string; id: string }>();
  readonly #log: Sighting[] = [];
  readonly #pages: PageSeen[] = [];
  readonly #topic: Sighting[] = [];

  /** The writer was told that this event is safe. */
  acknowledged(event: { readonly org: string; readonly id: string }): void {
    this.#acknowledged.set(keyOf(event), { org: event.org, id: event.id });
  }

  /** A reader got these positions in one answer. */
  read(page: PageSeen): void {
    this.#pages.push(page);
  }

  /** The log as it is in the end, all of it, in any order. */
  stored(entries: Iterable<Sighting>): void {
    this.#log.push(...entries);
  }

  /** One record of the outgoing topic; call in the order of the partition. */
  published(entry: Sighting): void {
    this.#topic.push(entry);
  }

  /** Every broken promise as a sentence; empty when all hold. */
  breaches(): readonly string[] {
    return [...this.#lostOrDoubled(), ...this.#gapsInLog(), ...this.#gapsInReads(), ...this.#topicOutOfOrder()];
  }

  /** Throws with the first breaches when a promise was broken. */
  verify(): void {
    const breaches = this.breaches();
    if (breaches.length > 0) {
      throw new Error(`${breaches.length} promises broken:\n${breaches.slice(0, shownBreaches).join('\n')}`);
    }
  }

  #lostOrDoubled(): string[] {
    const stored = new Map<string, number>();
    for (const entry of this.#log) stored.set(keyOf(entry), (stored.get(keyOf(entry)) ?? 0) + 1);
    const lost = [...this.#acknowledged]
      .filter(([key]) => !stored.has(key))
      .map(([, { org, id }]) => `${id} of ${org} was acknowledged and is not in the log`);
    const doubled = [...stored]
      .filter(([, times]) => times > 1)
      .map(([key, times]) => `${key} is in the log ${times} times`);
    return [...lost, ...doubled];
  }

  #gapsInLog(): string[] {
    return [...byOrg(this.#log)].flatMap(([org, entries]) => {
      const positions = entries.map(({ position }) => position).sort(ascending);
      return firstGap(positions, 0n, (expected, found) => `the log of ${org} has ${found} where ${expected} belongs`);
    });
  }

  #gapsInReads(): string[] {
    return this.#pages.flatMap(({ reader, org, since, positions }) =>
      firstGap(
        [...positions].sort(ascending),
        since,
        (expected, found) => `${reader} saw ${found} of ${org} without ${expected}`,
      ),
    );
  }

  #topicOutOfOrder(): string[] {
    const log = new Map(this.#log.map((entry) => [placeOf(entry), entry.id]));
    const breaches: string[] = [];
    const reached = new Map<string, bigint>();
    for (const entry of this.#topic) {
      const previous = reached.get(entry.org) ?? 0n;
      // A repeat starts over at a position that came before; from there it goes on one by one again.
      if (entry.position > previous + 1n) {
        breaches.push(`the topic has ${entry.position} of ${entry.org} after ${previous}`);
      }
      const stored = log.get(placeOf(entry));
      if (stored !== entry.id) {
        breaches.push(`the topic has ${entry.id} at ${placeOf(entry)}, the log has ${stored ?? 'nothing'}`);
      }
      reached.set(entry.org, entry.position);
    }
    return breaches;
  }
}

const shownBreaches = 20;

function firstGap(
  sorted: readonly bigint[],
  since: bigint,
  describe: (expected: string, found: string) => string,
): string[] {
  const at = sorted.findIndex((position, index) => position !== since + BigInt(index) + 1n);
  const found = sorted[at];
  return found === undefined ? [] : [describe((since + BigInt(at) + 1n).toString(), found.toString())];
}

function byOrg(entries: readonly Sighting[]): Map<string, Sighting[]> {
  return Map.groupBy(entries, ({ org }) => org);
}

function keyOf({ org, id }: { readonly org: string; readonly id: string }): string {
  return `${org}/${id}`;
}

function placeOf({ org, position }: Sighting): string {
  return `${org}/${position}`;
}

function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

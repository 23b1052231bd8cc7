/** An activity at its place, as somebody saw it. */
export interface Sighting {
  readonly org: string;
  readonly id: string;
  readonly position: bigint;
}

/** An activity as it came on the outgoing topic. */
export interface PublishedSighting extends Sighting {
  readonly partition: number;
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
 * reader ever sees n+1 without n; within each partition of the topic an org's order is the log's, with repeats of a suffix allowed,
 * and no position is left out.
 */
export class HistoryChecker {
  readonly #acknowledged = new Map<string, { org: string; id: string }>();
  readonly #log: Sighting[] = [];
  readonly #pages: PageSeen[] = [];
  readonly #topic: PublishedSighting[] = [];

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
  published(entry: PublishedSighting): void {
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
    const lies = this.#topic
      .filter((entry) => log.get(placeOf(entry)) !== entry.id)
      .map((entry) => {
        const place = placeOf(entry);
        return `the topic has ${entry.id} at ${place}, the log has ${log.get(place) ?? 'nothing'}`;
      });
    const leftOut = [...byOrg(this.#topic)].flatMap(([org, entries]) =>
      firstGap(distinct(entries), 0n, (expected) => `the topic left out ${expected} of ${org}`),
    );
    const ofOnePartition = Map.groupBy(this.#topic, ({ org, partition }) => `${org} in partition ${partition}`);
    return [...lies, ...leftOut, ...[...ofOnePartition].flatMap(([where, entries]) => outOfOrder(where, entries))];
  }
}

/** A partition holds some positions of an org; each comes after the one before it, or repeats one that came before. */
function outOfOrder(where: string, entries: readonly PublishedSighting[]): string[] {
  const order = distinct(entries);
  const placeOfPosition = new Map(order.map((position, place) => [position, place]));
  const breaches: string[] = [];
  let reached = -1;
  for (const { position } of entries) {
    const place = placeOfPosition.get(position) ?? -1;
    if (place > reached + 1) breaches.push(`the topic has ${position} of ${where} where ${order[reached + 1]} belongs`);
    reached = place;
  }
  return breaches;
}

function distinct(entries: readonly Sighting[]): bigint[] {
  return [...new Set(entries.map(({ position }) => position))].sort(ascending);
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

function byOrg<Entry extends Sighting>(entries: readonly Entry[]): Map<string, Entry[]> {
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

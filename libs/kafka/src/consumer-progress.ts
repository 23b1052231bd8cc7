/** How far one partition is. `lag` is what is still to come: `highWatermark - committed`; absent until both are known. */
export interface PartitionProgress {
  readonly partition: number;
  /** The offset that the next handled record will have, as last committed by this consumer. */
  readonly committed?: bigint;
  /** End of the partition when its last batch was fetched; an idle partition is not asked again. */
  readonly highWatermark?: bigint;
  readonly lag?: bigint;
}

/** Facts for readiness and metrics. */
export interface ConsumerProgress {
  /** A member of the group that fetched, or whose handler ran, within the last session timeout. */
  readonly isConsuming: boolean;
  readonly joined: boolean;
  /** Partitions of this member, in rising order. May be none when the group has more members than partitions. */
  readonly partitions: readonly PartitionProgress[];
  /** Partitions that wait before the same records are handled again. */
  readonly retrying: readonly number[];
  readonly handlersRunning: number;
  readonly lastFetchAt?: Date;
  readonly lastHeartbeatAt?: Date;
}

/** Gathers {@link ConsumerProgress} out of what the client reports. */
export class ProgressRecorder {
  readonly #now: () => Date;
  readonly #silenceLimitMs: number;
  #assigned: readonly number[] | undefined;
  #committed = new Map<number, bigint>();
  #highWatermarks = new Map<number, bigint>();
  #handlersRunning = 0;
  #lastFetchAt: Date | undefined;
  #lastHeartbeatAt: Date | undefined;
  #lastSignAt: Date;

  constructor(options: { readonly now: () => Date; readonly silenceLimitMs: number }) {
    this.#now = options.now;
    this.#silenceLimitMs = options.silenceLimitMs;
    this.#lastSignAt = options.now();
  }

  /** Milliseconds since the client did anything; 0 while a handler runs. */
  get silentMs(): number {
    return this.#handlersRunning > 0 ? 0 : this.#now().getTime() - this.#lastSignAt.getTime();
  }

  /** Any sign of life that is not one of those below. */
  sign(): void {
    this.#lastSignAt = this.#now();
  }

  joined(partitions: readonly number[]): void {
    this.sign();
    this.#assigned = [...partitions].sort((a, b) => a - b);
    // What another member did meanwhile is not known here.
    this.#committed = new Map();
    this.#highWatermarks = new Map();
  }

  left(): void {
    this.sign();
    this.#assigned = undefined;
  }

  fetched(): void {
    this.sign();
    this.#lastFetchAt = this.#now();
  }

  beat(): void {
    this.sign();
    this.#lastHeartbeatAt = this.#now();
  }

  batchFetched(facts: {
    readonly partition: number;
    readonly firstOffset: bigint;
    readonly highWatermark: bigint;
  }): void {
    this.sign();
    this.#highWatermarks.set(facts.partition, facts.highWatermark);
    if (!this.#committed.has(facts.partition)) this.#committed.set(facts.partition, facts.firstOffset);
  }

  /** kafkajs names the partition by a string in some of its reports, whatever its types say. */
  committed(partition: number | string, offset: bigint): void {
    this.sign();
    this.#committed.set(Number(partition), offset);
  }

  handlerStarted(): void {
    this.#handlersRunning += 1;
  }

  handlerEnded(): void {
    this.sign();
    this.#handlersRunning -= 1;
  }

  facts(retrying: readonly number[]): ConsumerProgress {
    const partitions = (this.#assigned ?? []).map((partition): PartitionProgress => {
      const committed = this.#committed.get(partition);
      const highWatermark = this.#highWatermarks.get(partition);
      return {
        partition,
        ...(committed === undefined ? {} : { committed }),
        ...(highWatermark === undefined ? {} : { highWatermark }),
        ...(committed === undefined || highWatermark === undefined ? {} : { lag: highWatermark - committed }),
      };
    });
    const fetchAge = this.#lastFetchAt === undefined ? Infinity : this.#now().getTime() - this.#lastFetchAt.getTime();
    return {
      isConsuming: this.#assigned !== undefined && (this.#handlersRunning > 0 || fetchAge <= this.#silenceLimitMs),
      joined: this.#assigned !== undefined,
      partitions,
      retrying,
      handlersRunning: this.#handlersRunning,
      ...(this.#lastFetchAt === undefined ? {} : { lastFetchAt: this.#lastFetchAt }),
      ...(this.#lastHeartbeatAt === undefined ? {} : { lastHeartbeatAt: this.#lastHeartbeatAt }),
    };
  }
}

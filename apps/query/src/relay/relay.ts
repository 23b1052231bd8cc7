import type { OrgId, OutgoingActivity } from '@activity-log/activity';
import { activityToRecord } from '@activity-log/contracts';
import { BrokerUnavailable, RecordTooLarge, type RecordProducer } from '@activity-log/kafka';
import { backoff, delay, type BackoffBounds, type Clock, type Logger } from '@activity-log/platform';
import type { Outbox, RelayBounds } from '@activity-log/store';
import { RelayJournal } from './relay-journal.js';
import type { RelayMetrics } from './relay-metrics.js';

/** Bounds and parts of a {@link Relay}. */
export interface RelayOptions {
  readonly outbox: Outbox;
  /** With `inDoubt: 'discard'`: the cursor of an org, not the producer, knows what comes next. */
  readonly producer: RecordProducer;
  readonly topic: string;
  readonly bounds: RelayBounds;
  /** How long an idle relay waits when no nudge comes. */
  readonly pollIntervalMs: number;
  readonly retry: BackoffBounds;
  readonly metrics: RelayMetrics;
  readonly clock: Clock;
  readonly log: Logger;
}

/** How long `stop` waits for the answer to what is being published, which takes milliseconds; then it is abandoned. */
const drainMs = 2_000;

/**
 * Publishes every appended activity, per org exactly in log order. Several relays share the orgs; none is the leader.
 * After a crash a suffix is published again, in order; nothing is skipped.
 *
 * An org whose log has a gap, or a record that the topic refuses, is stopped until the next start: what follows must not
 * overtake what is missing. The other orgs go on.
 */
export class Relay {
  readonly #options: RelayOptions;
  readonly #journal: RelayJournal;
  readonly #stopping = new AbortController();
  readonly #abandoning = new AbortController();
  readonly #stoppedOrgs = new Set<OrgId>();
  #running: Promise<void> = Promise.resolve();
  #wake = new AbortController();
  #connected = false;
  #reachedBrokerAtMs: number | undefined;
  /** When the first of the attempts began of which none has succeeded. */
  #attemptingSinceMs: number | undefined;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#journal = new RelayJournal(options);
  }

  /** When the broker last did something for this relay, in milliseconds since the epoch; undefined before it ever did. */
  get reachedBrokerAtMs(): number | undefined {
    return this.#reachedBrokerAtMs;
  }

  /** For how many milliseconds this relay has had something to publish, or has had to connect, and could not. */
  get failingForMs(): number {
    const since = this.#attemptingSinceMs;
    return since === undefined ? 0 : this.#nowMs() - since;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Ends an idle wait: there may be something to publish. */
  nudge(): void {
    this.#wake.abort();
  }

  /**
   * Lets the batch in flight finish, then stops the producer. A batch that the broker does not answer within 2 s is
   * abandoned: the cursor stays, and the next relay publishes it again.
   */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const drained = new AbortController();
    await Promise.race([this.#running, delay(drainMs, drained.signal)]);
    drained.abort();
    this.#abandoning.abort();
    await this.#running;
    await this.#options.producer.stop();
  }

  /** Never rejects: whatever fails is logged and tried again. */
  async #run(): Promise<void> {
    const { retry, log } = this.#options;
    const { signal } = this.#stopping;
    for (let failures = 0; !signal.aborted;) {
      this.#wake = new AbortController();
      try {
        await this.#connect();
        const published = await this.#turn();
        // Nothing left to publish counts too: another relay may have done it.
        this.#attemptingSinceMs = undefined;
        failures = 0;
        if (published === 0) await this.#idle();
      } catch (error) {
        log.warn({ event: 'relay.failed', attempt: failures, err: error });
        await delay(backoff(failures, retry), signal);
        failures += 1;
      }
    }
    this.#journal.flush();
    log.info({ event: 'relay.stopped' });
  }

  async #connect(): Promise<void> {
    if (this.#connected) return;
    this.#attemptingSinceMs ??= this.#nowMs();
    await this.#options.producer.start({ signal: this.#stopping.signal });
    this.#connected = true;
    if (this.#reachedBrokerAtMs === undefined) this.#options.log.info({ event: 'relay.started' });
    this.#reachedBrokerAtMs = this.#nowMs();
  }

  async #idle(): Promise<void> {
    await delay(this.#options.pollIntervalMs, AbortSignal.any([this.#stopping.signal, this.#wake.signal]));
  }

  /** One turn; the number of activities that went out. */
  async #turn(): Promise<number> {
    const { outbox, bounds, metrics, log } = this.#options;
    const endTimer = metrics.turnSeconds.startTimer();
    const { published, gaps } = await outbox.relayNext(bounds, {
      except: [...this.#stoppedOrgs],
      publish: (activities) => this.#publish(activities),
    });
    for (const gap of gaps) {
      log.error({
        event: 'relay.gap',
        org: gap.org,
        expected: gap.expected.toString(),
        found: gap.found?.toString() ?? null,
        err: gap,
      });
      this.#stopOrg(gap.org);
    }
    if (published > 0) {
      endTimer();
      metrics.published.inc(published);
    }
    return published;
  }

  async #publish(activities: readonly OutgoingActivity[]): Promise<void> {
    const { producer, topic, log } = this.#options;
    this.#attemptingSinceMs ??= this.#nowMs();
    try {
      await producer.send(topic, activities.map(activityToRecord), { signal: this.#abandoning.signal });
    } catch (error) {
      // Its connections are gone with the request, so that the next attempt begins by reaching the broker.
      if (error instanceof BrokerUnavailable) this.#connected = false;
      const refused = error instanceof RecordTooLarge ? activities[error.index] : undefined;
      if (refused) {
        log.error({
          event: 'relay.record_refused',
          org: refused.org,
          position: refused.position.toString(),
          err: error,
        });
        this.#stopOrg(refused.org);
      }
      throw error;
    }
    const nowMs = this.#nowMs();
    this.#reachedBrokerAtMs = nowMs;
    const lagMs = activities.reduce(
      (lag, { recordedAt }) => Math.max(lag, nowMs - Number(recordedAt.micros / 1000n)),
      0,
    );
    this.#journal.turn({ count: activities.length, lagMs });
  }

  #nowMs(): number {
    return this.#options.clock.now().getTime();
  }

  #stopOrg(org: OrgId): void {
    this.#stoppedOrgs.add(org);
    this.#options.metrics.stoppedOrgs.set(this.#stoppedOrgs.size);
  }
}

import type { OrgId, OutgoingActivity } from '@activity-log/activity';
import { activityToRecord } from '@activity-log/contracts';
import { RecordTooLarge, type RecordProducer } from '@activity-log/kafka';
import { backoff, delay, type BackoffBounds, type Clock, type Logger } from '@activity-log/platform';
import type { Outbox, RelayBounds } from '@activity-log/store';
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
  readonly #stopping = new AbortController();
  readonly #abandoning = new AbortController();
  readonly #stoppedOrgs = new Set<OrgId>();
  #running: Promise<void> = Promise.resolve();
  #wake = new AbortController();
  #connected = false;

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  /** Whether the producer has reached the broker since the start. */
  get isConnected(): boolean {
    return this.#connected;
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
        failures = 0;
        if (published === 0) await this.#idle();
      } catch (error) {
        log.warn({ event: 'relay.failed', attempt: failures, err: error });
        await delay(backoff(failures, retry), signal);
        failures += 1;
      }
    }
    log.info({ event: 'relay.stopped' });
  }

  async #connect(): Promise<void> {
    if (this.#connected) return;
    await this.#options.producer.start({ signal: this.#stopping.signal });
    this.#connected = true;
    this.#options.log.info({ event: 'relay.started' });
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
    const { producer, topic, clock, log } = this.#options;
    try {
      await producer.send(topic, activities.map(activityToRecord), { signal: this.#abandoning.signal });
    } catch (error) {
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
    const nowMs = clock.now().getTime();
    const lagMs = activities.reduce(
      (lag, { recordedAt }) => Math.max(lag, nowMs - Number(recordedAt.micros / 1000n)),
      0,
    );
    log.info({ event: 'relay.published', count: activities.length, lagMs });
  }

  #stopOrg(org: OrgId): void {
    this.#stoppedOrgs.add(org);
    this.#options.metrics.stoppedOrgs.set(this.#stoppedOrgs.size);
  }
}

import type { TopicAdmin } from '@activity-log/kafka';
import { delay, type Clock, type ReadinessCheck } from '@activity-log/platform';
import type { Relay } from './relay.js';

/** What a {@link RelayCheck} asks. */
export interface RelayCheckOptions {
  readonly relay: Pick<Relay, 'failingForMs' | 'reachedBrokerAtMs'>;
  /** Makes a client for one question: one that was asked during an outage may stay deaf behind it. */
  readonly createClient: () => Pick<TopicAdmin, 'ping' | 'stop'>;
  readonly clock: Clock;
}

/** How long the broker may be out of the relay's reach: longer than an election of a leader takes. */
const maxUnreachedMs = 15_000;
/** A broker that was heard so short a time ago is not asked. */
const trustMs = 5_000;
/** How long a check waits for the broker; an answer that comes later is of use to the next one. */
const pingWaitMs = 1_000;
/** After that the next check asks anew. */
const maxPingMs = 5_000;

/** Passes while the relay can do its work. An idle relay says nothing of its broker, which is asked then. */
export class RelayCheck implements ReadinessCheck {
  readonly name = 'relay';
  readonly #options: RelayCheckOptions;
  #answeredAtMs = 0;
  #ping: Promise<void> | undefined;

  constructor(options: RelayCheckOptions) {
    this.#options = options;
  }

  async check(): Promise<void> {
    const { relay } = this.#options;
    if (relay.reachedBrokerAtMs === undefined) throw new Error('the relay has not reached the broker yet');
    if (relay.failingForMs > maxUnreachedMs) {
      throw new Error(`the relay has not been able to publish for ${relay.failingForMs} ms`);
    }
    if (this.#unheardForMs() > trustMs) await this.#ask();
    const silentMs = this.#unheardForMs();
    if (silentMs > maxUnreachedMs) throw new Error(`the broker has not answered for ${silentMs} ms`);
  }

  #unheardForMs(): number {
    const heardAtMs = Math.max(this.#answeredAtMs, this.#options.relay.reachedBrokerAtMs ?? 0);
    return this.#options.clock.now().getTime() - heardAtMs;
  }

  async #ask(): Promise<void> {
    this.#ping ??= this.#pingOnce().finally(() => {
      this.#ping = undefined;
    });
    await within(pingWaitMs, this.#ping);
  }

  /** Never rejects: silence is what is measured, whatever it comes from. */
  async #pingOnce(): Promise<void> {
    const client = this.#options.createClient();
    const ping = client.ping().then(
      () => {
        this.#answeredAtMs = this.#options.clock.now().getTime();
      },
      () => undefined,
    );
    await within(maxPingMs, ping);
    // Not waited for: with a broker that does not answer it takes as long as its requests.
    void client.stop();
  }
}

/** Resolves when `work` has ended, or after `ms`. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  const ended = new AbortController();
  await Promise.race([work, delay(ms, ended.signal)]);
  ended.abort();
}

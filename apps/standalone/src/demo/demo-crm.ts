import { createActivityPublisher, type ActivityPublisher } from '@activity-log/contracts';
import { delay, retryUntilDone, type Logger } from '@activity-log/platform';
import { writeDemoComments, type DemoCommentsOptions } from './demo-comments.js';
import { demoSource, type DemoEvent } from './demo-event.js';
import { DemoLife } from './demo-life.js';
import { openingEvents } from './opening-events.js';

/** Where the demo publishes, and where its staff comments. */
export interface DemoCrmOptions extends Pick<DemoCommentsOptions, 'queryUrl' | 'tokenOf'> {
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly log: Logger;
}

/** A CRM that is alive until it is stopped. */
export interface RunningDemoCrm {
  /** Lets the events in flight arrive, and publishes no more. */
  stop(): Promise<void>;
}

/** Between two happenings; each is one or two events. */
const pauseMs = 400;
const retryBounds = { baseMs: 250, maxMs: 10_000 };
const seed = 20_261_122;

/**
 * Keeps a believable CRM alive: tells the past of its orgs at once, every type of the catalogue in it but comments, and then a few
 * events a second. Its staff comments over REST. Resolves when the publisher is connected. While the brokers are away the demo waits for them.
 */
export async function startDemoCrm({ brokers, topic, log, ...comments }: DemoCrmOptions): Promise<RunningDemoCrm> {
  const publisher = createActivityPublisher({
    kafka: { brokers: [...brokers], clientId: 'demo-crm', log },
    source: demoSource,
    topic,
  });
  await publisher.start();
  const demo = new DemoLoop({ publisher, comments, log });
  demo.start();
  return {
    stop: async () => {
      await demo.stop();
      await publisher.stop();
    },
  };
}

/** Publishes the past, and then one happening after the other. */
class DemoLoop {
  readonly #publisher: ActivityPublisher;
  readonly #comments: Pick<DemoCommentsOptions, 'queryUrl' | 'tokenOf'>;
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(parts: {
    readonly publisher: ActivityPublisher;
    readonly comments: Pick<DemoCommentsOptions, 'queryUrl' | 'tokenOf'>;
    readonly log: Logger;
  }) {
    const { publisher, comments, log } = parts;
    this.#publisher = publisher;
    this.#comments = comments;
    this.#log = log;
  }

  start(): void {
    this.#running = this.#run().catch((error: unknown) => {
      // A stop ends the wait for a broker that is away; what was not published then never happened.
      if (!this.#stopping.signal.aborted) this.#log.error({ event: 'demo.ended', err: error });
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    await this.#publish(openingEvents());
    await this.#untilDone(() => writeDemoComments({ ...this.#comments, signal }));
    this.#log.info({ event: 'demo.opened' });
    const life = new DemoLife({ seed, run: Date.now().toString(36) });
    while (!this.#stopping.signal.aborted) {
      await this.#publish(life.next(new Date()));
      await delay(pauseMs, this.#stopping.signal);
    }
  }

  /** Publishes until the brokers have it: the ids stay, so what arrived after all is dropped as a duplicate. */
  async #publish(events: readonly DemoEvent[]): Promise<void> {
    await this.#untilDone(() => this.#publisher.publishActivities(events));
  }

  async #untilDone(step: () => Promise<unknown>): Promise<void> {
    await retryUntilDone(step, {
      bounds: retryBounds,
      signal: this.#stopping.signal,
      onFailure: (error, attempt) => {
        this.#log.warn({ event: 'demo.publish_failed', attempt, err: error });
      },
    });
  }
}

import { activityIdOf, parseOrgId } from '@activity-log/activity';
import { demoOrgs, type DemoOrg } from './demo-cast.js';
import { demoSource, type DemoEvent, type DemoFacts } from './demo-event.js';
import { DemoRecords } from './demo-records.js';
import { happenings } from './happenings.js';
import { SeededRandom } from './seeded-random.js';

/** What makes one life of the demo CRM differ from another. */
export interface DemoLifeOptions {
  /** The same seed and run give the same events. */
  readonly seed: number;
  /** Part of every id, so that two starts of the demo do not use one id for two events. */
  readonly run: string;
}

/** The ongoing life of the demo's orgs, one happening at a time. */
export class DemoLife {
  readonly #random: SeededRandom;
  readonly #run: string;
  readonly #orgs: readonly { readonly cast: DemoOrg; readonly records: DemoRecords }[];
  #happened = 0;

  constructor({ seed, run }: DemoLifeOptions) {
    this.#random = new SeededRandom(seed);
    this.#run = run;
    this.#orgs = demoOrgs.map((cast) => ({ cast, records: new DemoRecords(cast, { run }) }));
  }

  /** What happens next, in order; at least one event. */
  next(at: Date): readonly DemoEvent[] {
    for (;;) {
      const { cast, records } = this.#weighted(this.#orgs, ({ cast: { weight } }) => weight);
      const facts = this.#weighted(happenings, ({ weight }) => weight).happen(records, this.#random);
      if (facts.length > 0) return this.#told(facts, { org: cast.org, at });
    }
  }

  /** Automations name the activity before them as their cause, so that a processor can follow the chain. */
  #told(facts: readonly DemoFacts[], { org, at }: { readonly org: string; readonly at: Date }): readonly DemoEvent[] {
    const events: DemoEvent[] = [];
    for (const [i, fact] of facts.entries()) {
      this.#happened += 1;
      const id = `${this.#run}-${this.#happened}`;
      const time = new Date(at.getTime() + i).toISOString();
      const cause = fact.type === 'automation_triggered' ? events.at(-1) : undefined;
      events.push({ ...fact, org, id, time, ...(cause ? { causationId: activityIdOfEvent(cause) } : {}) });
    }
    return events;
  }

  #weighted<T>(items: readonly T[], weightOf: (item: T) => number): T {
    let left = this.#random.next() * items.reduce((sum, item) => sum + weightOf(item), 0);
    for (const item of items) {
      left -= weightOf(item);
      if (left < 0) return item;
    }
    return this.#random.pick(items);
  }
}

function activityIdOfEvent({ org: name, id }: DemoEvent): string {
  const org = parseOrgId(name);
  if (!org) throw new RangeError(`${name} is no org id`);
  return activityIdOf({ org, source: demoSource, eventId: id });
}

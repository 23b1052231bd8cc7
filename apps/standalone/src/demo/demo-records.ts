import type { Actor } from '@activity-log/activity';
import { BoundedList } from './bounded-list.js';
import type { DemoOrg } from './demo-cast.js';
import type { RecordOf } from './demo-event.js';
import type { SeededRandom } from './seeded-random.js';

/** A contact and what changes about it. */
export interface DemoContact {
  readonly subject: RecordOf<'contact'>;
  tags: readonly string[];
}

/** A lead on its way. */
export interface DemoLead {
  readonly subject: RecordOf<'lead'>;
  stage: string;
}

/** A deal on its way. */
export interface DemoDeal {
  readonly subject: RecordOf<'deal'>;
  value: number;
  stage: string;
}

/** Something that belongs to a contact: a ticket, a reservation. */
export interface DemoOwned<Datatype extends string> {
  readonly subject: RecordOf<Datatype>;
  readonly contact: RecordOf<'contact'>;
}

/** An email that was sent and may still be opened and answered. */
export interface DemoEmail {
  readonly emailId: string;
  readonly contact: RecordOf<'contact'>;
  readonly campaign: RecordOf<'campaign'>;
  opened: boolean;
}

const maxContacts = 60;
const maxDeals = 20;
const maxOpen = 25;

/** What an org's CRM holds at the moment. Every list is bounded: a demo may run for weeks. */
export class DemoRecords {
  readonly contacts: BoundedList<DemoContact>;
  readonly leads: BoundedList<DemoLead>;
  readonly deals: BoundedList<DemoDeal>;
  readonly tickets = new BoundedList<DemoOwned<'ticket'>>([], { maxItems: maxOpen });
  readonly reservations = new BoundedList<DemoOwned<'reservation'>>([], { maxItems: maxOpen });
  readonly emails = new BoundedList<DemoEmail>([], { maxItems: maxOpen });
  readonly #cast: DemoOrg;
  readonly #run: string;
  #made = 0;

  /** `run` tells the records of one start of the demo from those of another. */
  /** The org itself. */
  get org(): string {
    return this.#cast.org;
  }

  constructor(cast: DemoOrg, { run }: { readonly run: string }) {
    this.#cast = cast;
    this.#run = run;
    this.contacts = new BoundedList(
      cast.contacts.map((subject): DemoContact => ({ subject, tags: [] })),
      { maxItems: maxContacts },
    );
    this.leads = new BoundedList(
      cast.leads.map((subject): DemoLead => ({ subject, stage: 'qualified' })),
      { maxItems: maxContacts },
    );
    this.deals = new BoundedList(
      cast.deals.map((subject): DemoDeal => ({ subject, value: 75_000, stage: 'negotiation' })),
      { maxItems: maxDeals },
    );
  }

  /** An id that no record of any start has. */
  newId(kind: string): string {
    this.#made += 1;
    return `${kind}-${this.#run}-${this.#made}`;
  }

  rep(random: SeededRandom): Actor {
    return random.pick(this.#cast.staff);
  }

  campaign(random: SeededRandom): RecordOf<'campaign'> {
    return random.pick(this.#cast.campaigns);
  }

  merchant(random: SeededRandom): RecordOf<'merchant'> {
    return random.pick(this.#cast.merchants);
  }
}

import type { Subject } from '@activity-log/activity';
import type { ActivityEvent } from '@activity-log/contracts';

/** A record of one datatype. */
export type RecordOf<Datatype extends string> = Subject & { readonly datatype: Datatype };

type FactsOf<Event> = Event extends ActivityEvent ? Omit<Event, 'org' | 'id' | 'time' | 'causationId'> : never;

/** What a happening says, typed by the catalogue; the CRM adds who tells it, when and in which org. */
export type DemoFacts = FactsOf<ActivityEvent>;

/** An event of the demo CRM, ready to be published. */
export type DemoEvent = DemoFacts & {
  readonly org: string;
  /** Unique within the demo's source. */
  readonly id: string;
  /** RFC 3339, when it happened. */
  readonly time: string;
  /** The id of the activity that caused this one. */
  readonly causationId?: string;
};

/** The CloudEvents source of everything the demo publishes. */
export const demoSource = '/crm/demo';

import type { DomainEvent, Visibility } from './activity.js';
import { datatypeOf, isCustomerDatatype } from './datatype.js';
import type { JsonValue } from './json-value.js';
import { plans } from './plan.js';

/** What the first subject of a type must be: one datatype, any customer, or anything. */
export type FirstSubject =
  { readonly kind: 'datatype'; readonly datatype: string } | { readonly kind: 'customer' | 'any' };

/** A part that a type requires beyond what every event has. */
export type RequiredPart =
  | { readonly kind: 'changes' }
  | { readonly kind: 'change-on'; readonly field: string }
  | {
      readonly kind: 'metadata';
      readonly key: string;
      /** Any but null and '' when absent. */ readonly oneOf?: readonly string[];
    };

/** Who tells the log: `system` are the programs that saw it happen, `anyone` are people as well. */
export type LoggedBy = 'system' | 'anyone';

/** One row of the catalogue: the single source of validation, API types and docs. */
export interface CatalogueEntry {
  /** The activity type, A's spelling. */
  readonly type: string;
  /** The API type, B's spelling; several activity types may share one. */
  readonly apiType: string;
  readonly firstSubject: FirstSubject;
  readonly required: readonly RequiredPart[];
  readonly visibility: Visibility;
  readonly loggedBy: LoggedBy;
  /** What happened, as a sentence for the docs. */
  readonly description: string;
}

const any = { kind: 'any' } as const;
const customer = { kind: 'customer' } as const;
const a = <const D extends string>(datatype: D) => ({ kind: 'datatype', datatype }) as const;
const metadata = <const K extends string>(key: K) => ({ kind: 'metadata', key }) as const;
const metadataOneOf = <const K extends string>(key: K, oneOf: readonly string[]) =>
  ({ kind: 'metadata', key, oneOf }) as const;
const changeOn = <const F extends string>(field: F) => ({ kind: 'change-on', field }) as const;
const changes = { kind: 'changes' } as const;

/** A row with its literal types, from which the publisher's types are derived. */
interface Row<T extends string, S extends FirstSubject, P extends RequiredPart> extends CatalogueEntry {
  readonly type: T;
  readonly firstSubject: S;
  readonly required: readonly P[];
}

const row = <const T extends string, S extends FirstSubject, P extends RequiredPart = never>(
  type: T,
  apiType: string,
  rest: {
    readonly first: S;
    readonly required?: readonly P[];
    readonly visibility: Visibility;
    /** `system` when absent. */
    readonly loggedBy?: LoggedBy;
    readonly description: string;
  },
): Row<T, S, P> => ({
  type,
  apiType,
  firstSubject: rest.first,
  required: rest.required ?? [],
  visibility: rest.visibility,
  loggedBy: rest.loggedBy ?? 'system',
  description: rest.description,
});

/** Every named type that publishers send. A type that is neither here nor in {@link logTypes} follows {@link customEntry}. */
export const typeCatalogue = [
  row('contact_created', 'record.created', {
    first: a('contact'),
    visibility: 'customer',
    description: 'A contact was created.',
  }),
  row('contact_tagged', 'field.changed', {
    first: a('contact'),
    required: [changeOn('tags')],
    visibility: 'staff',
    description: 'The tags of a contact changed.',
  }),
  row('lead_stage_changed', 'field.changed', {
    first: a('lead'),
    required: [changeOn('stage')],
    visibility: 'staff',
    description: 'A lead moved to another stage.',
  }),
  row('email_sent', 'email.sent', {
    first: customer,
    required: [metadata('email_id')],
    visibility: 'customer',
    description: 'An email was sent to a customer.',
  }),
  row('email_opened', 'email.opened', {
    first: customer,
    required: [metadata('email_id')],
    visibility: 'staff',
    description: 'A customer opened an email.',
  }),
  row('email_clicked', 'email.clicked', {
    first: customer,
    required: [metadata('email_id'), metadata('url')],
    visibility: 'staff',
    description: 'A customer followed a link of an email.',
  }),
  row('email_received', 'email.received', {
    first: customer,
    required: [metadata('email_id')],
    visibility: 'customer',
    description: 'An email of a customer was received.',
  }),
  row('page_visited', 'page.visited', {
    first: customer,
    required: [metadata('url')],
    visibility: 'staff',
    description: 'A customer visited a page.',
  }),
  row('form_submitted', 'form.submitted', {
    first: customer,
    required: [metadata('app'), metadata('form')],
    visibility: 'customer',
    description: 'A customer submitted a form.',
  }),
  row('ticket_created', 'record.created', {
    first: a('ticket'),
    visibility: 'customer',
    description: 'A ticket was created.',
  }),
  row('ticket_replied', 'ticket.replied', {
    first: a('ticket'),
    visibility: 'customer',
    description: 'A ticket got a reply.',
  }),
  row('reservation_booked', 'reservation.booked', {
    first: a('reservation'),
    visibility: 'customer',
    description: 'A reservation was booked.',
  }),
  row('reservation_cancelled', 'reservation.cancelled', {
    first: a('reservation'),
    visibility: 'customer',
    description: 'A reservation was cancelled.',
  }),
  row('order_placed', 'order.placed', {
    first: a('order'),
    visibility: 'customer',
    description: 'An order was placed.',
  }),
  row('record_created', 'record.created', { first: any, visibility: 'staff', description: 'A record was created.' }),
  row('record_updated', 'record.updated', {
    first: any,
    required: [changes],
    visibility: 'staff',
    description: 'A record was modified.',
  }),
  row('record_deleted', 'record.deleted', { first: any, visibility: 'staff', description: 'A record was deleted.' }),
  row('field_changed', 'field.changed', {
    first: any,
    required: [changes],
    visibility: 'staff',
    description: 'A field of a record changed.',
  }),
  row('comment_added', 'comment.added', {
    first: any,
    visibility: 'staff',
    description: 'A comment was added to a record.',
  }),
  row('comment_deleted', 'comment.deleted', { first: any, visibility: 'staff', description: 'A comment was deleted.' }),
  row('automation_triggered', 'automation.triggered', {
    first: any,
    required: [metadata('automation_id')],
    visibility: 'staff',
    description: 'An automation ran on a record.',
  }),
  row('call_logged', 'call.logged', {
    first: any,
    visibility: 'staff',
    loggedBy: 'anyone',
    description: 'A call was logged by hand.',
  }),
  row('meeting_held', 'meeting.held', {
    first: any,
    visibility: 'staff',
    loggedBy: 'anyone',
    description: 'A meeting was logged by hand.',
  }),
  row('note_added', 'note.added', {
    first: any,
    visibility: 'staff',
    loggedBy: 'anyone',
    description: 'A note was pinned to a record.',
  }),
  row('workspace_plan_changed', 'workspace_plan.changed', {
    first: a('workspace'),
    required: [metadataOneOf('plan', plans)],
    visibility: 'staff',
    description: 'The workspace, named by its org id, came to another plan, and so to another retention.',
  }),
] as const;

/** The types by which the log tells what was done to it: published like every activity, and sent by nobody else. */
export const logTypes = [
  row('activity_redacted', 'activity.redacted', {
    first: any,
    required: [metadata('activity_id'), metadata('position')],
    visibility: 'staff',
    description: 'The activity of this id and position was erased; it was about the same record.',
  }),
  row('activity_exported', 'activity.exported', {
    first: a('export'),
    required: [metadata('format'), metadata('since'), metadata('by')],
    visibility: 'staff',
    description: 'Activities were exported, from behind the position `since` on.',
  }),
  row('data_subject_erased', 'data_subject.erased', {
    first: a('workspace'),
    required: [metadata('erased'), metadata('kept')],
    visibility: 'staff',
    description: 'So many activities about a customer were erased on request, and so many kept; whose is not told.',
  }),
] as const;

/** A row of the catalogue with its literal types. */
export type CatalogueRow = (typeof typeCatalogue)[number];

/** The name of a type of the catalogue, A's spelling. */
export type CatalogueType = CatalogueRow['type'];

const byType: ReadonlyMap<string, CatalogueEntry> = new Map<string, CatalogueEntry>(
  [...typeCatalogue, ...logTypes].map((entry) => [entry.type, entry]),
);

/** `[a-z][a-z0-9_]{0,63}`, the spelling of every activity type. */
export const activityTypePattern = /^[a-z][a-z0-9_]{0,63}$/;
// The last part may be empty: a custom type may end with its last underscore.
const apiTypePattern = /^[a-z][a-z0-9_]*\.[a-z0-9_]*$/;

/** A type outside the catalogue: any subject, nothing required, seen by staff only, logged by anyone. */
function customEntry(type: string): CatalogueEntry {
  return {
    type,
    apiType: type.replace(/_(?=[^_]*$)/, '.'),
    firstSubject: any,
    required: [],
    visibility: 'staff',
    loggedBy: 'anyone',
    description: 'A custom activity.',
  };
}

/** Whether the log alone writes a type. */
export function isLogType(type: string): boolean {
  return logTypes.some((row) => row.type === type);
}

/** The catalogue's row for an activity type in A's spelling, or the row of a custom type. */
export function catalogueEntry(type: string): CatalogueEntry {
  return byType.get(type) ?? customEntry(type);
}

/** The activity type (A's spelling) that a spelling of either document names; undefined when it can be no type. */
export function parseActivityType(spelling: string): string | undefined {
  const type = apiTypePattern.test(spelling) ? spelling.replace('.', '_') : spelling;
  return activityTypePattern.test(type) ? type : undefined;
}

/** A part of the catalogue that an event does not meet; `path` is a dotted path into the event's data. */
export interface CatalogueBreach {
  readonly path: string;
  readonly rule: string;
}

/** What an event lacks for its type; empty when it has everything. */
export function catalogueBreaches(
  event: Pick<DomainEvent, 'org' | 'type' | 'subjects' | 'changes' | 'metadata'>,
): readonly CatalogueBreach[] {
  const entry = catalogueEntry(event.type);
  const breaches: CatalogueBreach[] = [];
  const { firstSubject } = entry;
  const { datatype, ownerId } = event.subjects[0];
  if (firstSubject.kind === 'datatype' && datatype !== firstSubject.datatype) {
    breaches.push({
      path: 'subjects.0.datatype',
      rule: `the datatype of the first subject of ${entry.type} is ${firstSubject.datatype}`,
    });
  }
  if (firstSubject.kind === 'datatype' && firstSubject.datatype === 'workspace' && ownerId !== event.org) {
    breaches.push({ path: 'subjects.0.ownerId', rule: `${entry.type} is about the workspace itself, by its orgid` });
  }
  if (firstSubject.kind === 'customer' && !isCustomerDatatype(datatype)) {
    breaches.push({
      path: 'subjects.0.datatype',
      rule: `the first subject of ${entry.type} is a contact, lead or merchant`,
    });
  }
  for (const [i, subject] of event.subjects.entries()) {
    if (datatypeOf(subject.datatype) !== subject.datatype) {
      breaches.push({
        path: `subjects.${i}.datatype`,
        rule: `${subject.datatype} is a module; the datatype of its records is ${datatypeOf(subject.datatype)}`,
      });
    }
  }
  for (const part of entry.required) {
    switch (part.kind) {
      case 'changes':
        if (!event.changes?.length) breaches.push({ path: 'changes', rule: `${entry.type} needs at least one change` });
        break;
      case 'change-on':
        if (!event.changes?.some((change) => change.field === part.field)) {
          breaches.push({ path: 'changes', rule: `${entry.type} needs a change on ${part.field}` });
        }
        break;
      case 'metadata':
        breaches.push(...metadataBreach(entry.type, part, event.metadata?.[part.key]));
        break;
    }
  }
  return breaches;
}

function metadataBreach(
  type: string,
  { key, oneOf }: Extract<RequiredPart, { kind: 'metadata' }>,
  value: JsonValue | undefined,
): readonly CatalogueBreach[] {
  const path = `metadata.${key}`;
  if (value === undefined || value === null || value === '') return [{ path, rule: `${type} needs ${path}` }];
  if (oneOf === undefined || oneOf.some((allowed) => allowed === value)) return [];
  return [{ path, rule: `${path} of ${type} is ${oneOf.join(' or ')}` }];
}

import type {
  Actor,
  CatalogueRow,
  CatalogueType,
  CustomerDatatype,
  FieldChange,
  FirstSubject,
  JsonObject,
  Subject,
} from '@activity-log/activity';
import { catalogueEntry, isLogType, parseActivityType, typeCatalogue, type Brand } from '@activity-log/activity';
import { EventError } from './event-error.js';

/** An activity type that the catalogue does not name, made by {@link customType}. */
export type CustomType = Brand<string, 'CustomType'>;

/**
 * A type of one's own, `[a-z][a-z0-9_]{0,63}`, such as `site_inspected`. Throws an {@link EventError} (`invalid_type`)
 * for other texts, for the types of the catalogue, which are published by their name, and for those of the log itself.
 */
export function customType(name: string): CustomType {
  const isNamed = typeCatalogue.some((row) => row.type === name);
  if (isNamed || isLogType(name) || parseActivityType(name) !== name || catalogueEntry(name).type !== name) {
    throw new EventError('invalid_type', { path: 'type' });
  }
  return name as CustomType;
}

/**
 * Which event it is. One that is published again after a failure is the same event when its content is, the time included:
 * the same id with another time is a conflict. So an id demands the time.
 */
type EventIdentity =
  | {
      /** Unique within (org, source). */
      readonly id: string;
      /** When it happened, RFC 3339 with an offset or a Date. */
      readonly time: string | Date;
    }
  | {
      /** Left out, it is a random UUID, and every publication another event. */
      readonly id?: never;
      /** When it happened, RFC 3339 with an offset or a Date; now when absent. */
      readonly time?: string | Date;
    };

/** What every event says, whatever its type. */
interface EventBase {
  readonly org: string;
  /** Who did it; null is the system. */
  readonly user: Actor | null;
  readonly summary?: string;
  readonly durationSeconds?: number;
  readonly correlationId?: string;
  /** What caused it: the id of an event or of an activity. */
  readonly causationId?: string;
  /** W3C trace context. */
  readonly traceparent?: string;
}

interface SubjectOf<Datatype extends string> extends Subject {
  readonly datatype: Datatype;
}

type FirstSubjectOf<Rule extends FirstSubject> = Rule extends {
  readonly kind: 'datatype';
  readonly datatype: infer D extends string;
}
  ? SubjectOf<D>
  : Rule extends { readonly kind: 'customer' }
    ? SubjectOf<CustomerDatatype>
    : Subject;

type PartsOf<Row extends CatalogueRow> = Row['required'][number];

type MetadataOf<Key extends string> = [Key] extends [never]
  ? { readonly metadata?: JsonObject }
  : { readonly metadata: JsonObject & Readonly<Record<Key, string>> };

interface ChangeOn<Field extends string> extends FieldChange {
  readonly field: Field;
}

type ChangesOf<Part> = [Extract<Part, { kind: 'change-on' | 'changes' }>] extends [never]
  ? { readonly changes?: readonly FieldChange[] }
  : Extract<Part, { kind: 'change-on' }> extends { readonly field: infer F extends string }
    ? [F] extends [never]
      ? { readonly changes: readonly [FieldChange, ...FieldChange[]] }
      : { readonly changes: readonly [ChangeOn<F>, ...FieldChange[]] }
    : never;

type EventOf<Row extends CatalogueRow> = Row extends CatalogueRow
  ? EventIdentity &
      EventBase & {
        readonly type: Row['type'];
        /** 1..20 records; the first is the record that it is about. */
        readonly subjects: readonly [FirstSubjectOf<Row['firstSubject']>, ...Subject[]];
      } & ChangesOf<PartsOf<Row>> &
      MetadataOf<Extract<PartsOf<Row>, { kind: 'metadata' }>['key']>
  : never;

/** The event of one type of the catalogue: `CatalogueEvent<'contact_tagged'>` demands a contact and a change on `tags`. */
export type CatalogueEvent<Type extends CatalogueType = CatalogueType> = EventOf<Extract<CatalogueRow, { type: Type }>>;

interface CustomEventContent extends EventBase {
  readonly type: CustomType;
  readonly subjects: readonly [Subject, ...Subject[]];
  readonly changes?: readonly FieldChange[];
  readonly metadata?: JsonObject;
}

/** An event of a type of one's own. */
export type CustomEvent = EventIdentity & CustomEventContent;

/** What the publisher takes: an event of the catalogue, discriminated by its type, or one of a custom type. */
export type ActivityEvent = CatalogueEvent | CustomEvent;

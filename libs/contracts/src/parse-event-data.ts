import type { Actor, DomainEvent, FieldChange, JsonObject, JsonValue, Subject } from '@activity-log/activity';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { ActivityEventData } from './activity-event-data.js';
import { ActorInput } from './actor-input.js';
import { EventError } from './event-error.js';
import { errorPath } from './error-path.js';
import { FieldChangeInput } from './field-change-input.js';
import { SubjectInput } from './subject-input.js';

/** What an event's `data` says. */
export type EventData = Pick<DomainEvent, 'subjects' | 'user' | 'changes' | 'summary' | 'durationSeconds' | 'metadata'>;

/**
 * The parts of an event's `data`, checked by the rules of {@link ActivityEventData}; parts that are null are left out.
 * Throws an {@link EventError} of stage `parse` for the first rule that is broken; its path begins with `data`.
 */
export function parseEventData(data: JsonValue | undefined): EventData {
  if (data === undefined || data === null) throw new EventError('missing_field', { path: 'data' });
  if (!isObject(data)) throw new EventError('invalid_field', { path: 'data', message: 'data is an object' });
  const input = toInput(data);
  const [error] = validateSync(input, { stopAtFirstError: true });
  if (error) throw eventErrorOf(error, 'data');
  return toEventData(input);
}

/** Instances of the input classes, by hand: class-transformer would copy `metadata` and costs half of the parse. */
function toInput(data: JsonObject): ActivityEventData {
  const input = instanceOf(ActivityEventData, data, 'data');
  input.subjects = instances(SubjectInput, data['subjects'], 'data.subjects') as SubjectInput[];
  if (data['changes'] !== undefined) {
    input.changes = instances(FieldChangeInput, data['changes'], 'data.changes') as FieldChangeInput[];
  }
  if (isObject(data['user'])) input.user = instanceOf(ActorInput, data['user'], 'data.user');
  return input;
}

function instances(Input: new () => object, list: JsonValue | undefined, path: string): unknown {
  if (!Array.isArray(list)) return list;
  return list.map((item: JsonValue, i) => (isObject(item) ? instanceOf(Input, item, `${path}.${i}`) : item));
}

/** class-validator's own whitelist takes `hasOwnProperty` for a known name, so unknown parts are found here. */
function instanceOf<T extends object>(Input: new () => T, object: JsonObject, path: string): T {
  const known = knownParts(Input);
  for (const key of Object.keys(object)) {
    if (!known.has(key)) throw new EventError('unknown_field', { path: errorPath(path, key) });
  }
  return Object.assign(new Input(), object);
}

const knownPartsOf = new Map<new () => object, ReadonlySet<string>>();

function knownParts(Input: new () => object): ReadonlySet<string> {
  const found = knownPartsOf.get(Input);
  if (found) return found;
  const rules = getMetadataStorage().getTargetValidationMetadatas(Input, '', false, false);
  const known = new Set(rules.map((rule) => rule.propertyName));
  knownPartsOf.set(Input, known);
  return known;
}

function toEventData(input: ActivityEventData): EventData {
  const [first, ...others] = input.subjects.map(toSubject);
  if (!first) throw new EventError('invalid_field', { path: 'data.subjects' });
  return {
    subjects: [first, ...others],
    user: input.user ? toActor(input.user) : null,
    ...(input.changes ? { changes: input.changes.map(toFieldChange) } : {}),
    ...(input.summary == null ? {} : { summary: input.summary }),
    ...(input.durationSeconds == null ? {} : { durationSeconds: input.durationSeconds }),
    ...(input.metadata ? { metadata: input.metadata } : {}),
  };
}

function toSubject({ datatype, ownerId, name }: SubjectInput): Subject {
  return { datatype, ownerId, ...(name == null ? {} : { name }) };
}

function toActor({ id, name, email }: ActorInput): Actor {
  return { id, ...(name == null ? {} : { name }), ...(email == null ? {} : { email }) };
}

function toFieldChange({ field, from, to }: FieldChangeInput): FieldChange {
  return { field, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** class-validator's tree of errors as one coded error: the first leaf of it. */
function eventErrorOf(error: ValidationError, parent: string): EventError {
  const path = errorPath(parent, error.property);
  const [child] = error.children ?? [];
  const [constraint, message] = Object.entries(error.constraints ?? {})[0] ?? [];
  if (child && constraint === undefined) return eventErrorOf(child, path);
  if (error.value === undefined) return new EventError('missing_field', { path });
  const code = constraint === 'arrayUnique' ? 'duplicate_subject' : 'invalid_field';
  return new EventError(code, { path, ...(message === undefined ? {} : { message }) });
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

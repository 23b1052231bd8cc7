import {
  catalogueBreaches,
  instantOfDate,
  logSource,
  parseActivityType,
  parseInstant,
  type DomainEvent,
  type FieldChange,
  type Instant,
  type Subject,
} from '@activity-log/activity';
import type { FieldChangeInput, SubjectInput } from '@activity-log/contracts';
import { invalidParts, type ProblemPart } from '@activity-log/platform';
import type { Principal } from '../auth/principal.js';
import type { RequestTrace } from '../http/request-trace.js';
import { actorOf } from './actor-of.js';
import { manualBreaches } from './manual-breaches.js';
import type { ManualActivityBody } from './manual-activity-body.js';
import { reservedPrefixes } from './reserved-types.js';

/** Who logs an activity by hand, when, and under which identity. */
export interface ManualEventContext {
  readonly principal: Principal;
  readonly eventId: string;
  readonly now: Date;
  readonly trace?: RequestTrace;
}

/** The CloudEvents source of activities logged by hand. */
export const manualSource = logSource('manage');

/**
 * The event that a valid body stands for. Its metadata is the body's alone: behind a proxy the address and agent of the
 * request are not the person's, so they are not added. Throws a ProblemError `invalid_request` for what its type or its principal
 * does not allow.
 */
export function manualEvent(
  body: ManualActivityBody,
  { principal, eventId, now, trace }: ManualEventContext,
): DomainEvent {
  const subjects: readonly [Subject, ...Subject[]] = [subjectOf(body), ...(body.subjects ?? []).map(subjectOf)];
  refuse(duplicateSubjects(subjects));
  const event: DomainEvent = {
    org: principal.org,
    source: manualSource,
    eventId,
    type: manualType(body.type),
    occurredAt: body.timestamp == null ? instantOfDate(now) : timestampOf(body.timestamp),
    subjects,
    user: actorOf(principal),
    ...(body.changes ? { changes: body.changes.map(changeOf) } : {}),
    ...(body.summary == null ? {} : { summary: body.summary }),
    ...(body.durationSeconds == null ? {} : { durationSeconds: body.durationSeconds }),
    ...(body.metadata ? { metadata: body.metadata } : {}),
    ...(body.causationId == null ? {} : { causationId: body.causationId }),
    ...trace,
  };
  refuse(manualBreaches(event, { principal, nowMicros: instantOfDate(now).micros }));
  refuse(catalogueBreaches(event).map(({ path, rule }) => ({ path: path.replace(/^subjects\.0\./, ''), rule })));
  return event;
}

function manualType(spelling: string): string {
  const type = parseActivityType(spelling);
  if (type === undefined) {
    throw invalidParts([
      { path: 'type', rule: 'must be [a-z][a-z0-9_]* of at most 64 characters, its last _ may be a dot' },
    ]);
  }
  if (reservedPrefixes.some((prefix) => type.startsWith(prefix))) {
    throw invalidParts([
      { path: 'type', rule: `must not begin with ${reservedPrefixes.join(' or ')}: nobody logs those by hand` },
    ]);
  }
  return type;
}

function timestampOf(text: string): Instant {
  const instant = parseInstant(text);
  if (!instant) {
    throw invalidParts([
      { path: 'timestamp', rule: 'must be an RFC 3339 date-time with an offset, in the years 0001 to 9999' },
    ]);
  }
  return instant;
}

function duplicateSubjects(subjects: readonly Subject[]): readonly ProblemPart[] {
  const keys = subjects.map(({ datatype, ownerId }) => JSON.stringify([datatype, ownerId]));
  return keys.flatMap((key, i) =>
    keys.indexOf(key) === i ? [] : [{ path: `subjects.${i - 1}`, rule: 'must not name a record twice' }],
  );
}

function refuse(errors: readonly ProblemPart[]): void {
  if (errors.length > 0) throw invalidParts(errors);
}

function subjectOf({ datatype, ownerId, name }: Pick<SubjectInput, 'datatype' | 'ownerId' | 'name'>): Subject {
  return { datatype, ownerId, ...(name == null ? {} : { name }) };
}

function changeOf({ field, from, to }: FieldChangeInput): FieldChange {
  return { field, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

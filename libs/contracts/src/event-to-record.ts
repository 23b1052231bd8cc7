import { activityIdOf, type ActivityId } from '@activity-log/activity';
import type { OutgoingRecord } from '@activity-log/kafka';
import type { ActivityEvent } from './activity-event.js';
import { attributeHeaderPrefix, binaryContentType, contentTypeHeader, specVersion } from './cloud-event-names.js';
import { decodeDomainEvent } from './decode-domain-event.js';
import { EventError } from './event-error.js';
import { requireJson } from './require-json.js';
import { recordKey } from './record-key.js';

/** What the publisher adds to an event. */
export interface EventOrigin {
  /** The CloudEvents `source`, a URI reference such as `/crm/tickets`. */
  readonly source: string;
  /** The id and the time of an event that has none of its own. */
  readonly fallbackId: string;
  readonly fallbackTime: Date;
}

/** A record of `crm.domain-events` and what it will be known by. */
export interface EventRecord {
  readonly record: OutgoingRecord;
  readonly eventId: string;
  /** The id that its activity will have. */
  readonly activityId: ActivityId;
}

/**
 * The record of an event: a CloudEvent in binary mode under the key of its first subject. It is read again by the rules of
 * the log before it is given back, so what would become a dead letter throws its {@link EventError} here.
 */
export function eventToRecord(event: ActivityEvent, { source, fallbackId, fallbackTime }: EventOrigin): EventRecord {
  const { org, type, subjects, user, changes, summary, durationSeconds, metadata } = event;
  const data = { subjects, user, changes, summary, durationSeconds, metadata };
  requireJson(data, 'data');
  requireTimeOfId(event);
  const eventId = event.id ?? fallbackId;
  const attributes: Readonly<Record<string, string | undefined>> = {
    specversion: specVersion,
    id: eventId,
    source,
    type,
    time: timeText(event.time ?? fallbackTime),
    orgid: org,
    correlationid: event.correlationId,
    causationid: event.causationId,
    traceparent: event.traceparent,
  };
  const headers: Record<string, Buffer> = { [contentTypeHeader]: Buffer.from(binaryContentType) };
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    // Buffer.from would write half a surrogate pair as U+FFFD, and the event would have another id than was asked for.
    if (!value.isWellFormed()) throw new EventError('invalid_attribute', { path: name });
    headers[attributeHeaderPrefix + name] = Buffer.from(value);
  }
  const value = Buffer.from(JSON.stringify(data));
  const decoded = decodeDomainEvent({ key: null, value, headers });
  if (decoded.kind === 'rejected') throw decoded.error;
  const read = decoded.event;
  return {
    record: { key: recordKey(read.org, read.subjects[0]), value, headers },
    eventId,
    activityId: activityIdOf(read),
  };
}

/** For callers without types: published again, the event would be given another time, and be refused as another event. */
function requireTimeOfId({ id, time }: { readonly id?: string; readonly time?: string | Date }): void {
  if (id === undefined || time !== undefined) return;
  throw new EventError('missing_attribute', { path: 'time', message: 'an event with an id of its own needs its time' });
}

function timeText(time: string | Date): string {
  if (typeof time === 'string') return time;
  if (Number.isNaN(time.getTime())) throw new EventError('invalid_time', { path: 'time' });
  return time.toISOString();
}

import {
  isLogSource,
  isLogType,
  parseActivityType,
  parseInstant,
  parseOrgId,
  type Instant,
  type JsonValue,
  type OrgId,
} from '@activity-log/activity';
import { EventError } from './event-error.js';
import { eventLimits } from './limits.js';
import { parseTraceparent } from './parse-traceparent.js';
import type { ReadCloudEvent } from './read-cloud-event.js';

/** The attributes of a CRM event, checked. */
export interface EventAttributes {
  readonly org: OrgId;
  readonly source: string;
  readonly eventId: string;
  /** In A's spelling, whichever the event had. */
  readonly type: string;
  readonly occurredAt: Instant;
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly traceparent?: string;
}

const { maxEventIdLength, maxSourceLength, maxCorrelationIdLength } = eventLimits;

/** The characters of RFC 3986, a percent sign only before two hex digits, one fragment at most. */
const uriReference =
  /^(?:[\w\-.~:/?[\]@!$&'()*+,;=]|%[0-9a-fA-F]{2})*(?:#(?:[\w\-.~:/?@!$&'()*+,;=]|%[0-9a-fA-F]{2})*)?$/;
const control = /\p{Cc}/u;

/** The attributes of a CloudEvent. Throws an {@link EventError} of stage `parse` whose path is the attribute's name. */
export function parseEventAttributes(event: ReadCloudEvent): EventAttributes {
  const eventId = required(event, { name: 'id', maxLength: maxEventIdLength });
  const source = required(event, { name: 'source', maxLength: maxSourceLength });
  if (!uriReference.test(source)) {
    throw new EventError('invalid_attribute', { path: 'source', message: 'source is not a URI reference' });
  }
  if (isLogSource(source)) throw new EventError('reserved_source', { path: 'source' });
  const type = parseActivityType(required(event, { name: 'type', maxLength: 256 }));
  if (type === undefined) throw new EventError('invalid_type', { path: 'type' });
  if (isLogType(type)) throw new EventError('reserved_type', { path: 'type' });
  const occurredAt = parseInstant(required(event, { name: 'time', maxLength: 256 }));
  if (occurredAt === undefined) throw new EventError('invalid_time', { path: 'time' });
  const org = parseOrgId(required(event, { name: 'orgid', maxLength: 256 }));
  if (org === undefined) throw new EventError('invalid_org', { path: 'orgid' });
  const correlationId = optional(event, { name: 'correlationid', maxLength: maxCorrelationIdLength });
  const causationId = optional(event, { name: 'causationid', maxLength: maxCorrelationIdLength });
  const traceparent = traceparentOf(event);
  return {
    org,
    source,
    eventId,
    type,
    occurredAt,
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(causationId === undefined ? {} : { causationId }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

interface AttributeRule {
  readonly name: string;
  readonly maxLength: number;
}

function required(event: ReadCloudEvent, rule: AttributeRule): string {
  const value = optional(event, rule);
  if (value === undefined) throw new EventError('missing_attribute', { path: rule.name });
  return value;
}

function optional(event: ReadCloudEvent, { name, maxLength }: AttributeRule): string | undefined {
  const value = event.attribute(name);
  if (value === undefined || value === null) return undefined;
  if (!isText(value) || value === '' || value.length > maxLength) {
    throw new EventError('invalid_attribute', {
      path: name,
      message: `${name} is not a text of 1 to ${maxLength} characters without control characters`,
    });
  }
  return value;
}

function traceparentOf(event: ReadCloudEvent): string | undefined {
  const value = event.attribute('traceparent');
  return typeof value === 'string' ? parseTraceparent(value) : undefined;
}

function isText(value: JsonValue): value is string {
  return typeof value === 'string' && !control.test(value);
}

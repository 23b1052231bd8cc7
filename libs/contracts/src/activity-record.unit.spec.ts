import {
  parseInstant,
  toActivity,
  toPosition,
  typeCatalogue,
  type Activity,
  type OutgoingActivity,
} from '@activity-log/activity';
import type { OutgoingRecord } from '@activity-log/kafka';
import { describe, expect, it } from '@jest/globals';
import { Kafka, type CloudEvent } from 'cloudevents';
import { activityToRecord } from './activity-to-record.js';
import { decodeDomainEvent } from './decode-domain-event.js';
import { EventError } from './event-error.js';
import { eventExamples } from './event-examples.js';
import { eventToRecord } from './event-to-record.js';
import { parseActivityRecord } from './parse-activity-record.js';

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const origin = { source: '/crm', fallbackId: 'evt_1', fallbackTime: new Date('2026-11-22T08:00:00.250Z') };
const recordedAt = parseInstant('2026-11-22T08:00:01.000002Z')!;

function consumed({ value, headers = {} }: OutgoingRecord): Parameters<typeof parseActivityRecord>[0] {
  const asBuffers = Object.entries(headers).map(([name, held]): [string, Buffer] => [
    name,
    Buffer.from(held as string),
  ]);
  return { value: Buffer.from(value as string), headers: Object.fromEntries(asBuffers) };
}

function activityOf(type: keyof typeof eventExamples): Activity {
  const { record } = eventToRecord(
    { ...eventExamples[type], correlationId: 'c-1', causationId: 'evt_0', traceparent },
    origin,
  );
  const { value, headers } = record as { readonly value: Buffer; readonly headers: Record<string, Buffer> };
  const decoded = decodeDomainEvent({ key: null, value, headers });
  if (decoded.kind === 'rejected') throw decoded.error;
  return toActivity(decoded.event);
}

function codeOf(parse: () => unknown): string | undefined {
  try {
    parse();
  } catch (error) {
    return error instanceof EventError ? error.code : undefined;
  }
  return undefined;
}

const outgoing = (activity: Activity): OutgoingActivity => ({
  ...activity,
  position: toPosition(9_007_199_254_740_993n),
  recordedAt,
  firstSubject: activity.subjects[0],
});

describe('a record of crm.activities', () => {
  it('has the key of the record and the attributes of the contract', () => {
    const activity = activityOf('ticket_replied');
    expect(activityToRecord(outgoing(activity))).toMatchObject({
      key: 'acme/ticket/T-1',
      headers: {
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: activity.id,
        ce_source: '/activity-log',
        ce_type: 'ticket_replied',
        ce_time: '2026-11-22T08:00:00.25Z',
        ce_orgid: 'acme',
        ce_sequence: '9007199254740993',
        ce_recordedtime: '2026-11-22T08:00:01.000002Z',
        ce_correlationid: 'c-1',
        ce_causationid: 'evt_0',
        ce_traceparent: traceparent,
      },
    });
  });

  it('has no header for what the event did not carry', () => {
    const {
      org,
      id,
      type,
      position,
      recordedAt: recorded,
      wire,
      occurredAt,
      firstSubject,
    } = outgoing(activityOf('note_added'));
    const bare = { org, id, type, position, recordedAt: recorded, wire, occurredAt, firstSubject };
    expect(
      Object.keys(activityToRecord(bare).headers ?? {}).filter((name) => /correlation|causation|trace/.test(name)),
    ).toEqual([]);
  });

  it.each(typeCatalogue.map(({ type }) => type))('brings a %s from the publisher to the subscriber', (type) => {
    const activity = activityOf(type);
    const { subjects, user, changes, metadata, summary, durationSeconds } = eventExamples[type];
    const published = parseActivityRecord(consumed(activityToRecord(outgoing(activity))));
    expect(published).toMatchObject({
      org: 'acme',
      id: activity.id,
      type,
      position: 9_007_199_254_740_993n,
      occurredAt: activity.occurredAt,
      recordedAt,
      correlationId: 'c-1',
      causationId: 'evt_0',
      traceparent,
      activity: JSON.parse(
        JSON.stringify({ id: activity.id, type, subjects, user, changes, metadata, summary, durationSeconds }),
      ) as object,
    });
  });

  it('is an event to a subscriber that reads it with the cloudevents library', () => {
    const activity = activityOf('order_placed');
    const { value, headers } = activityToRecord(outgoing(activity));
    const event = Kafka.toEvent({
      key: 'k',
      value,
      headers,
      body: value,
      timestamp: '1',
    } as never) as CloudEvent<object>;
    expect(event.validate()).toBe(true);
    expect(event).toMatchObject({ id: activity.id, type: 'order_placed', sequence: '9007199254740993' });
    expect(event.data).toMatchObject({ id: activity.id });
  });

  it.each([
    ['ce_id', 'evt_1', 'invalid_attribute'],
    ['ce_sequence', '0', 'invalid_attribute'],
    ['ce_recordedtime', 'now', 'invalid_attribute'],
    ['ce_sequence', '2', 'invalid_field'],
  ])('is refused with another %s: %s', (name, text, code) => {
    const record = activityToRecord(outgoing(activityOf('note_added')));
    const other = consumed({ ...record, headers: { ...record.headers, [name]: text } });
    expect(codeOf(() => parseActivityRecord(other))).toBe(code);
  });
});

import { activityLogTopicNames, type OutgoingRecord } from '@activity-log/kafka';
import type { ActivityEvent } from '../activity-event.js';
import { customType } from '../activity-event.js';
import { activitySource } from '../activity-to-record.js';
import {
  attributeHeaderPrefix,
  binaryContentType,
  contentTypeHeader,
  structuredContentType,
} from '../cloud-event-names.js';
import { deadLetterRecord } from '../dead-letter-record.js';
import { EventError } from '../event-error.js';
import { eventToRecord } from '../event-to-record.js';
import { activityExample } from '../schemas/activity-schema.js';

/** An example of a message, as AsyncAPI has it. */
export interface MessageExample {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: unknown;
}

const origin = { source: '/crm', fallbackId: 'evt_01', fallbackTime: new Date('2026-11-22T08:00:00Z') };

/** The record that the publisher makes of an event, in binary mode. */
export function eventExample(event: ActivityEvent): MessageExample {
  const { value, headers } = eventToRecord(event, origin).record;
  return { name: event.type, headers: textsOf(headers), payload: JSON.parse(String(value)) as unknown };
}

/** An event of a type that the catalogue does not name. */
export const customExample = eventExample({
  org: 'acme',
  type: customType('site_inspected'),
  subjects: [{ datatype: 'building', ownerId: 'B-12', name: 'Mill Lane 3' }],
  user: null,
  summary: 'No defects',
});

/** The same event in structured mode. */
export const structuredExample: MessageExample = {
  name: 'site_inspected',
  headers: { [contentTypeHeader]: `${structuredContentType}; charset=utf-8` },
  payload: {
    ...Object.fromEntries(
      Object.entries(customExample.headers)
        .filter(([name]) => name.startsWith(attributeHeaderPrefix))
        .map(([name, text]) => [name.slice(attributeHeaderPrefix.length), text]),
    ),
    datacontenttype: binaryContentType,
    data: customExample.payload,
  },
};

/** An activity that the log publishes. */
export const publishedExample: MessageExample = {
  name: activityExample.type,
  headers: {
    [contentTypeHeader]: binaryContentType,
    ce_specversion: '1.0',
    ce_id: activityExample.id,
    ce_source: activitySource,
    ce_type: activityExample.type,
    ce_time: activityExample.timestamp,
    ce_orgid: 'acme',
    ce_sequence: activityExample.position,
    ce_recordedtime: activityExample.recorded_at,
  },
  payload: activityExample,
};

const notJson = '{"subjects":[';

/** The dead letter of a record that is no JSON. */
export const deadLetterExample: MessageExample = {
  name: 'invalid_json',
  headers: textsOf(
    deadLetterRecord({
      record: {
        key: Buffer.from('acme/ticket/T-1'),
        value: Buffer.from(notJson),
        headers: {},
        offset: 7n,
        timestamp: '1795334400000',
      },
      topic: activityLogTopicNames.domainEvents,
      partition: 3,
      error: new EventError('invalid_json'),
      at: origin.fallbackTime,
    }).headers,
  ),
  payload: notJson,
};

function textsOf(headers: OutgoingRecord['headers'] = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().map(String).join()]));
}

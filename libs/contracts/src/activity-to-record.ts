import { activityJson, type OutgoingActivity } from '@activity-log/activity';
import type { OutgoingRecord } from '@activity-log/kafka';
import { attributeHeaderPrefix, binaryContentType, contentTypeHeader, specVersion } from './cloud-event-names.js';
import { recordKey } from './record-key.js';

/** The CloudEvents `source` of every activity that the log publishes. */
export const activitySource = '/activity-log';

/**
 * The record of `crm.activities` for an activity: a CloudEvent in binary mode whose key is the record's, whose `id` is
 * the activity id, whose `sequence` is the position in the org's log, and whose value is the activity with the stored
 * content byte for byte.
 */
export function activityToRecord(activity: OutgoingActivity): OutgoingRecord {
  const attributes: Readonly<Record<string, string | undefined>> = {
    specversion: specVersion,
    id: activity.id,
    source: activitySource,
    type: activity.type,
    time: activity.occurredAt.text,
    orgid: activity.org,
    sequence: activity.position.toString(),
    recordedtime: activity.recordedAt.text,
    correlationid: activity.correlationId,
    causationid: activity.causationId,
    traceparent: activity.traceparent,
  };
  const headers: Record<string, string> = { [contentTypeHeader]: binaryContentType };
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) headers[attributeHeaderPrefix + name] = value;
  }
  return {
    key: recordKey(activity.org, activity.firstSubject),
    value: activityJson(activity, { spelling: 'activity', viewer: 'staff' }),
    headers,
  };
}

import { catalogueBreaches, type DomainEvent } from '@activity-log/activity';
import type { ConsumedRecord } from '@activity-log/kafka';
import { parseEventAttributes } from './event-attributes.js';
import { EventError } from './event-error.js';
import { parseEventData } from './parse-event-data.js';
import { readCloudEvent } from './read-cloud-event.js';
import { orgOfRecordKey } from './record-key.js';

/** What became of a record. */
export type Decoded =
  | { readonly kind: 'event'; readonly event: DomainEvent }
  /** It will never be an event, whatever is tried again: a dead letter. */
  | { readonly kind: 'rejected'; readonly error: EventError };

type DecodableRecord = Pick<ConsumedRecord, 'key' | 'value' | 'headers' | 'unreadable'>;

/**
 * The domain event of a record of `crm.domain-events`, in binary or structured mode. Pure, and never throws for what a
 * record holds: every value that would stop or corrupt the log further on comes back as `rejected`, with a code.
 */
export function decodeDomainEvent(record: DecodableRecord): Decoded {
  if (record.unreadable !== undefined) {
    const message = `the batch cannot be decoded (${record.unreadable.reason})`;
    return { kind: 'rejected', error: new EventError('unreadable_batch', { message }) };
  }
  try {
    return { kind: 'event', event: parse(record) };
  } catch (error) {
    if (error instanceof EventError) return { kind: 'rejected', error };
    throw error;
  }
}

function parse(record: DecodableRecord): DomainEvent {
  const read = readCloudEvent(record);
  const event: DomainEvent = { ...parseEventAttributes(read), ...parseEventData(read.data) };
  const [breach] = catalogueBreaches(event);
  if (breach) throw new EventError('catalogue_breach', { path: `data.${breach.path}`, message: breach.rule });
  const keyOrg = orgOfRecordKey(record.key);
  if (keyOrg !== undefined && keyOrg !== event.org) throw new EventError('org_mismatch', { path: 'orgid' });
  return event;
}

import type { ConsumedRecord } from '@activity-log/kafka';

/** What may stand in a log line: a header is anybody's text, and an id has no need of spaces or control characters. */
const loggableId = /^[\x21-\x7e]{1,256}$/;

/**
 * The id by which a record that never became an event can be followed: its correlation id, else its event id, as its
 * headers have them (binary mode). Undefined when neither is there once and fit for a log line.
 */
export function correlationOf({ headers }: Pick<ConsumedRecord, 'headers'>): string | undefined {
  return ['ce_correlationid', 'ce_id']
    .map((name) => headers[name])
    .map(idOf)
    .find((id) => id !== undefined);
}

function idOf(value: ConsumedRecord['headers'][string] | undefined): string | undefined {
  if (!Buffer.isBuffer(value)) return undefined;
  const text = value.toString('utf8');
  return loggableId.test(text) ? text : undefined;
}

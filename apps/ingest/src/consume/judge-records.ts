import { toActivity, type Activity } from '@activity-log/activity';
import { decodeDomainEvent, type EventError } from '@activity-log/contracts';
import type { ConsumedRecord } from '@activity-log/kafka';

/** What a record turned out to be. */
export type JudgedRecord =
  | { readonly kind: 'activity'; readonly record: ConsumedRecord; readonly activity: Activity }
  | { readonly kind: 'rejected'; readonly record: ConsumedRecord; readonly error: EventError };

/** Decodes each record; in the order of the records, one for one. Pure. */
export function judgeRecords(records: readonly ConsumedRecord[]): readonly JudgedRecord[] {
  return records.map((record) => {
    const decoded = decodeDomainEvent(record);
    return decoded.kind === 'event'
      ? { kind: 'activity', record, activity: toActivity(decoded.event) }
      : { kind: 'rejected', record, error: decoded.error };
  });
}

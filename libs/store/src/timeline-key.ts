import { isCustomerDatatype, type Subject } from '@activity-log/activity';

/**
 * Which timeline: one record, any record of a customer datatype (no `ownerId`), or any customer (neither).
 * In the tables an absent part is the empty text, which no subject has.
 */
export interface TimelineOwner {
  readonly datatype?: string;
  readonly ownerId?: string;
}

/** The two key columns of a timeline. */
export interface TimelineKey {
  readonly datatype: string;
  readonly ownerId: string;
}

/** The columns of the timeline that a reader asks for. */
export function timelineKeyOf({ datatype = '', ownerId = '' }: TimelineOwner): TimelineKey {
  return { datatype, ownerId };
}

/** Every timeline that an activity about these subjects belongs to, each once. */
export function timelineKeysOf(subjects: readonly Subject[]): readonly TimelineKey[] {
  const keys = subjects.flatMap(({ datatype, ownerId }) =>
    isCustomerDatatype(datatype)
      ? [timelineKeyOf({ datatype, ownerId }), timelineKeyOf({ datatype }), timelineKeyOf({})]
      : [timelineKeyOf({ datatype, ownerId })],
  );
  return [...new Map(keys.map((key) => [JSON.stringify([key.datatype, key.ownerId]), key])).values()];
}

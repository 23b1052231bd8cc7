import type { ActivityId } from '@activity-log/activity';

/** An activity id as the 16 bytes that the database keeps: its hex digits in the shape of a uuid. */
export function uuidOf(id: ActivityId): string {
  return id.slice('act_'.length);
}

/** The inverse of {@link uuidOf}, for a uuid in PostgreSQL's spelling. */
export function activityIdOfUuid(uuid: string): ActivityId {
  return `act_${uuid.replaceAll('-', '')}` as ActivityId;
}

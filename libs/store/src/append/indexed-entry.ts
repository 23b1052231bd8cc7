import type { Activity, Position } from '@activity-log/activity';

/** What of an entry decides where the read models have it: known when it is appended, and again from the log. */
export interface IndexedEntry {
  readonly position: Position;
  readonly activity: Pick<Activity, 'org' | 'type' | 'occurredAt' | 'visibility' | 'subjects' | 'userId' | 'fields'>;
}

import type { FieldState, JsonValue, RecordState, RecordVersion } from '@activity-log/activity';

/** A version as JSON text, with the system fields of a `BaseModel` as of that version. Parts that it does not have are left out. */
export function versionJson(
  { version, activity, created, modified, isIncomplete, isLate, conflicts }: RecordVersion,
  state: RecordState,
): string {
  return JSON.stringify({
    version,
    operation: activity.operation,
    activityId: activity.id,
    type: activity.type,
    activityType: activity.type,
    position: activity.position.toString(),
    timestamp: activity.occurredAt.text,
    recorded_at: activity.recordedAt.text,
    user: activity.user,
    ip: activity.ip,
    user_agent: activity.userAgent,
    changes: activity.changes.length === 0 ? undefined : activity.changes,
    fields: valuesOf(state, 'value'),
    createdate: created?.occurredAt.text,
    // null is the system; absent is not known.
    createuser: created && (created.user?.id ?? null),
    modifydate: modified.occurredAt.text,
    modifyuser: modified.user?.id ?? null,
    ...(isIncomplete ? { incomplete: true, before: valuesOf(state, 'origin') } : {}),
    ...(isLate ? { late: true } : {}),
    ...(conflicts.length > 0 ? { conflicts } : {}),
  });
}

function valuesOf(state: RecordState, part: keyof FieldState): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(
    [...state].flatMap(([field, { [part]: value }]) => (value === undefined ? [] : [[field, value]])),
  );
}

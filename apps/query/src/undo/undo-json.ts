import { catalogueEntry, type UndoPlan, type VersionedActivity } from '@activity-log/activity';

/** The answer to how an activity can be undone, as JSON text. Parts that it does not have are left out. */
export function undoJson(
  activity: VersionedActivity,
  { patch, fields, undoable, alreadyUndoneBy, deletedBy }: UndoPlan,
): string {
  return JSON.stringify({
    data: {
      activity_id: activity.id,
      record: activity.record,
      undoable,
      patch,
      fields: fields.map(({ changedBy, ...field }) => ({
        ...field,
        ...(changedBy ? { changed_by: referenceOf(changedBy) } : {}),
      })),
      already_undone_by: alreadyUndoneBy?.id,
      deleted_by: deletedBy && referenceOf(deletedBy),
    },
  });
}

function referenceOf({ id, type, occurredAt, user }: VersionedActivity): object {
  return {
    activity_id: id,
    type: catalogueEntry(type).apiType,
    activityType: type,
    timestamp: occurredAt.text,
    user,
  };
}

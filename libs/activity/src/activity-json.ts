import { assertNever } from './assert-never.js';
import type { RecordedActivity } from './activity.js';
import { catalogueEntry } from './type-catalogue.js';

/** Which document's spelling `type` has: A's on its timelines and on the topic, B's on `/v1`. */
export type TypeSpelling = 'activity' | 'api';

/**
 * An activity as JSON text: `id, type, activityType, position, recorded_at` and then the stored content, byte for byte.
 * Nothing is parsed or serialised again, so a client sees the bytes that were hashed.
 */
export function activityJson(activity: RecordedActivity, spelling: TypeSpelling): string {
  // Every part but the wire is of a pattern that needs no JSON escaping.
  return `{"id":"${activity.id}","type":"${typeName(activity.type, spelling)}","activityType":"${activity.type}","position":"${activity.position.toString()}","recorded_at":"${activity.recordedAt.text}",${activity.wire.slice(1)}`;
}

function typeName(type: string, spelling: TypeSpelling): string {
  switch (spelling) {
    case 'activity':
      return type;
    case 'api':
      return catalogueEntry(type).apiType;
    default:
      return assertNever(spelling);
  }
}

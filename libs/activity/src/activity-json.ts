import { assertNever } from './assert-never.js';
import type { RecordedActivity } from './activity.js';
import { customerView, type CustomerViewer } from './customer-view.js';
import { catalogueEntry } from './type-catalogue.js';

/** Which document's spelling `type` has: A's on its timelines and on the topic, B's on `/v1`. */
export type TypeSpelling = 'activity' | 'api';

/** Who reads: staff and programs everything, a customer what {@link customerView} leaves. */
export type Viewer = 'staff' | CustomerViewer;

/**
 * An activity as JSON text: `id, type, activityType, position, recorded_at` and then the content. Staff gets it as it is stored,
 * byte for byte: nothing is parsed or serialised again, so they see the bytes that were hashed. Throws a RangeError for a customer
 * whom the activity is not about.
 */
export function activityJson(
  activity: RecordedActivity,
  { spelling, viewer }: { readonly spelling: TypeSpelling; readonly viewer: Viewer },
): string {
  const content = viewer === 'staff' ? activity.wire : customerView(activity.wire, viewer);
  // Every part but the content is of a pattern that needs no JSON escaping.
  return `{"id":"${activity.id}","type":"${typeName(activity.type, spelling)}","activityType":"${activity.type}","position":"${activity.position.toString()}","recorded_at":"${activity.recordedAt.text}",${content.slice(1)}`;
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

import { assertNever } from './assert-never.js';
import type { RecordedActivity } from './activity.js';
import { customerView, type CustomerViewer } from './customer-view.js';
import { programView } from './program-view.js';
import { catalogueEntry } from './type-catalogue.js';

/** Which document's spelling `type` has: A's on its timelines and on the topic, B's on `/v1`. */
export type TypeSpelling = 'activity' | 'api';

/** Who reads: staff everything, a program what {@link programView} leaves, a customer what {@link customerView} does. */
export type Viewer = 'staff' | 'program' | CustomerViewer;

/**
 * An activity as JSON text: `id, type, activityType, position, recorded_at` and then the content. Staff gets it as it is stored,
 * byte for byte: nothing is parsed or serialised again, so they see the bytes that were hashed. Throws a RangeError for a customer
 * whom the activity is not about.
 */
export function activityJson(
  activity: RecordedActivity,
  { spelling, viewer }: { readonly spelling: TypeSpelling; readonly viewer: Viewer },
): string {
  const content = viewedContent(activity, viewer);
  // Every part but the content is of a pattern that needs no JSON escaping.
  return `{"id":"${activity.id}","type":"${typeName(activity.type, spelling)}","activityType":"${activity.type}","position":"${activity.position.toString()}","recorded_at":"${activity.recordedAt.text}",${content.slice(1)}`;
}

/** The content of an activity as the viewer may see it: JSON text. Throws a RangeError as {@link activityJson} does. */
export function viewedContent(activity: Pick<RecordedActivity, 'type' | 'wire'>, viewer: Viewer): string {
  switch (viewer) {
    case 'staff':
      return activity.wire;
    case 'program':
      return programView(activity);
    default:
      return customerView(activity.wire, viewer);
  }
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

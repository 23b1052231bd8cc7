import type { Actor, Subject } from './activity.js';
import { activityWire, type ActivityContent } from './activity-wire.js';
import { isCustomerDatatype } from './datatype.js';
import type { JsonObject } from './json-value.js';

/** A customer who reads. */
export interface CustomerViewer {
  /** The record that the customer is. */
  readonly datatype: string;
  readonly ownerId: string;
  /** The id that activities name as their user when the customer acted. */
  readonly userId: string;
}

/** Where somebody acted from: the address and the program of a person. */
const originKeys: readonly string[] = ['ip_address', 'user_agent'];

/**
 * What a customer sees of the content of an activity that is about them: canonical JSON of the same shape, without the other
 * customers among the subjects, with the first subject that is left as the record, and, unless the customer did it,
 * without the email, address and program of who did. Without any of these it is the stored text.
 *
 * Whether the customer may see the activity at all is not decided here. Throws a RangeError when it is not about them.
 */
export function customerView(wire: string, viewer: CustomerViewer): string {
  // The append is the only writer, and it stores what activityWire made. A part this version does not name is left out.
  const { timestamp, user, subjects, changes, summary, durationSeconds, metadata } = JSON.parse(
    wire,
  ) as ActivityContent;
  const isViewer = ({ datatype, ownerId }: Subject): boolean =>
    datatype === viewer.datatype && ownerId === viewer.ownerId;
  const [record, ...others] = subjects.filter((subject) => isViewer(subject) || !isCustomerDatatype(subject.datatype));
  if (!record || !subjects.some(isViewer)) throw new RangeError('the activity is not about the customer');
  const didIt = user?.id === viewer.userId;
  return activityWire({
    timestamp,
    user: didIt ? user : user && withoutEmail(user),
    subjects: [record, ...others],
    changes,
    summary,
    durationSeconds,
    metadata: didIt ? metadata : withoutOrigin(metadata),
  });
}

function withoutEmail({ id, name }: Actor): Actor {
  return { id, ...(name === undefined ? {} : { name }) };
}

/** The rest of the metadata; absent when there is none, as for an activity that never had any. */
function withoutOrigin(metadata: JsonObject = {}): JsonObject | undefined {
  const rest = Object.entries(metadata).filter(([key]) => !originKeys.includes(key));
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}

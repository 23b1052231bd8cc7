import type { Actor, Subject } from './activity.js';
import { activityWire } from './activity-wire.js';
import { isCustomerDatatype } from './datatype.js';
import { objectMembers, objectText } from './object-members.js';

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
 * Only subjects and user are parsed; the rest, which may be a megabyte of keys, is handed on as text (250 ms otherwise).
 * Whether the customer may see the activity at all is not decided here. Throws a RangeError when it is not about them.
 */
export function customerView(wire: string, viewer: CustomerViewer): string {
  const stored = membersOf(wire);
  // The append is the only writer, and it stores what activityWire made.
  const subjects = JSON.parse(stored.get('subjects') ?? '[]') as readonly Subject[];
  const user = JSON.parse(stored.get('user') ?? 'null') as Actor | null;
  const isViewer = ({ datatype, ownerId }: Subject): boolean =>
    datatype === viewer.datatype && ownerId === viewer.ownerId;
  const [record, ...others] = subjects.filter((subject) => isViewer(subject) || !isCustomerDatatype(subject.datatype));
  if (!record || !subjects.some(isViewer)) throw new RangeError('the activity is not about the customer');
  const didIt = user?.id === viewer.userId;
  const rewritten = membersOf(
    activityWire({ timestamp: '', user: didIt ? user : user && withoutEmail(user), subjects: [record, ...others] }),
  );
  const metadata = stored.get('metadata');
  // In canonical order. A part that is not named here is left out.
  const shown = {
    changes: stored.get('changes'),
    durationSeconds: stored.get('durationSeconds'),
    metadata: didIt ? metadata : metadata && withoutOrigin(metadata),
    record: rewritten.get('record'),
    subjects: rewritten.get('subjects'),
    summary: stored.get('summary'),
    timestamp: stored.get('timestamp'),
    user: rewritten.get('user'),
  };
  return objectText(Object.entries(shown).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }])));
}

function membersOf(object: string): ReadonlyMap<string, string> {
  return new Map(Array.from(objectMembers(object), ({ key, value }) => [key, value]));
}

function withoutEmail({ id, name }: Actor): Actor {
  return { id, ...(name === undefined ? {} : { name }) };
}

/** The rest of the metadata; absent when there is none, as for an activity that never had any. */
function withoutOrigin(metadata: string): string | undefined {
  // Most have neither, and are not looked through.
  if (!originKeys.some((key) => metadata.includes(`"${key}":`))) return metadata;
  const rest = Array.from(objectMembers(metadata)).filter(({ key }) => !originKeys.includes(key));
  return rest.length === 0 ? undefined : objectText(rest);
}

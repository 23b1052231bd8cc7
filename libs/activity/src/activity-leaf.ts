import type { Activity } from './activity.js';
import type { Position } from './brand.js';
import type { Instant } from './instant.js';
import { hmacSha256 } from './hmac-sha256.js';
import { canonicalJson } from './json-value.js';
import { leafHash, type Hash } from './merkle-tree.js';

/** What the append adds to an activity. */
export interface Recording {
  readonly position: Position;
  readonly recordedAt: Instant;
  /** 16 random bytes; destroyed with the content, so that the leaf does not let anyone guess it. */
  readonly salt: Buffer;
}

/**
 * The leaf of an activity: the hash of its header, canonical JSON of
 * `{content, id, occurred, org, position, recorded, subjects, type, v}` where `content` is
 * HMAC-SHA256(salt, wire) in hex. The same recording of other content has another leaf.
 */
export function activityLeaf(
  activity: Pick<Activity, 'org' | 'id' | 'type' | 'occurredAt' | 'subjects' | 'wire'>,
  { position, recordedAt, salt }: Recording,
): Hash {
  const header = canonicalJson({
    v: 1,
    org: activity.org,
    position: position.toString(),
    id: activity.id,
    type: activity.type,
    subjects: activity.subjects.map(({ datatype, ownerId }) => ({ datatype, ownerId })),
    occurred: activity.occurredAt.text,
    recorded: recordedAt.text,
    content: hmacSha256(salt, activity.wire),
  });
  return leafHash(Buffer.from(header));
}

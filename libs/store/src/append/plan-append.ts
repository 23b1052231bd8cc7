import {
  activityLeaf,
  appendLeaf,
  toPosition,
  type Activity,
  type Hash,
  type Instant,
  type OrgId,
  type Position,
  type Recording,
} from '@activity-log/activity';
import type { OrgHead } from './lock-org-heads.js';
import { activityKey, type KnownActivity } from './select-known-activities.js';

/** What became of one activity of a batch. */
export type AppendOutcome =
  /** It has this position now. */
  | { readonly kind: 'appended'; readonly position: Position; readonly recordedAt: Instant }
  /** The log had it, with the same content, at this position. */
  | { readonly kind: 'duplicate'; readonly position: Position; readonly recordedAt: Instant }
  /** The log has other content under the same identity; the first stays. */
  | { readonly kind: 'id_conflict'; readonly position: Position };

/** An activity with everything its row needs. */
export interface NewEntry extends Recording {
  readonly activity: Activity;
  readonly leaf: Hash;
}

/** What a batch does to the logs of its orgs. */
export interface AppendPlan {
  /** One for each activity of the batch, in its order. */
  readonly outcomes: readonly AppendOutcome[];
  readonly entries: readonly NewEntry[];
  /** The heads that moved, as they will be. */
  readonly heads: readonly OrgHead[];
}

/** What is known under the locks, and where the salts come from. */
export interface AppendFacts {
  readonly heads: ReadonlyMap<OrgId, OrgHead>;
  readonly known: ReadonlyMap<string, KnownActivity>;
  /** 16 fresh random bytes a call. */
  readonly nextSalt: () => Buffer;
}

/**
 * Decides an append: known ids are dropped before numbering, the rest gets dense positions in the order of the batch,
 * and the tree of each org grows by their leaves. Pure but for the salts.
 */
export function planAppend(batch: readonly Activity[], { heads, known, nextSalt }: AppendFacts): AppendPlan {
  const moved = new Map<OrgId, OrgHead>();
  const taken = new Map(known);
  const entries: NewEntry[] = [];
  const outcomes = batch.map((activity): AppendOutcome => {
    const key = activityKey(activity);
    const earlier = taken.get(key);
    if (earlier) return meet(earlier, activity);

    const head = moved.get(activity.org) ?? heads.get(activity.org);
    if (!head) throw new RangeError(`no locked head for ${activity.org}`);
    const position = toPosition(head.frontier.size + 1n);
    const recording = { position, recordedAt: head.recordedAt, salt: nextSalt() };
    const leaf = activityLeaf(activity, recording);
    taken.set(key, { ...recording, leaf });
    entries.push({ activity, leaf, ...recording });
    moved.set(activity.org, { ...head, frontier: appendLeaf(head.frontier, leaf) });
    return { kind: 'appended', position, recordedAt: head.recordedAt };
  });
  return { outcomes, entries, heads: [...moved.values()] };
}

/** The leaf holds a digest of the content: the same recording of the same content has the same leaf. */
function meet({ position, recordedAt, salt, leaf }: KnownActivity, activity: Activity): AppendOutcome {
  // Erased content can be compared with nothing; its identity still says that it was here.
  const same = !salt || activityLeaf(activity, { position, recordedAt, salt }).equals(leaf);
  return same ? { kind: 'duplicate', position, recordedAt } : { kind: 'id_conflict', position };
}

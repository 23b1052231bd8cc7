import { hash } from 'node:crypto';
import type { ActivityId, OrgId } from './brand.js';

/** What makes an event itself: the same identity is the same event, however often it arrives. */
export interface EventIdentity {
  readonly org: OrgId;
  readonly source: string;
  readonly eventId: string;
}

/** The activity id of an event: the first 128 bits of a SHA-256 over its identity, so that a replay yields the same id. */
export function activityIdOf({ org, source, eventId }: EventIdentity): ActivityId {
  // A JSON array keeps the parts apart: ("a","bc") and ("ab","c") differ.
  return `act_${hash('sha256', JSON.stringify([org, source, eventId])).slice(0, 32)}` as ActivityId;
}

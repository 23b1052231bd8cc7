import type { Micros, OrgId } from '@activity-log/activity';
import type { Audience } from '../timeline/timeline-request.js';

/** Whose activities a feed has, by the first subject: every record's, those of a datatype, or those of one record. */
export type FeedScope =
  | { readonly kind: 'workspace' }
  | { readonly kind: 'module'; readonly datatype: string }
  | { readonly kind: 'record'; readonly datatype: string; readonly ownerId: string };

/** What the activities of a feed have in common besides its scope; an absent part lets everything pass. All parts hold at once. */
export interface FeedFilter {
  /** Activity types (A's spelling), each once: any of them. None of them when empty. */
  readonly types?: readonly string[];
  readonly userId?: string;
  /** A field that changed. */
  readonly field?: string;
  /** Occurred at or after. */
  readonly fromMicros?: Micros;
  /** Occurred at or before. */
  readonly toMicros?: Micros;
}

/** One feed of one org, as a caller may see it. */
export interface FeedRequest extends FeedFilter {
  readonly org: OrgId;
  readonly scope: FeedScope;
  readonly audience: Audience;
}

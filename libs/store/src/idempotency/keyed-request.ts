import type { OrgId } from '@activity-log/activity';

/** Whose key it is: the same text is another key for another principal and on another route. */
export interface IdempotencyScope {
  readonly org: OrgId;
  /** Kind and id of who sends the request. */
  readonly principal: string;
  /** Name of the route, the same under all its paths. */
  readonly route: string;
  readonly key: string;
}

/** A request that came with a key. */
export interface KeyedRequest extends IdempotencyScope {
  /** SHA-256 of what was asked. */
  readonly digest: Buffer;
}

/** An answer as it goes out. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a key stands for when a request comes with it. */
export type KeyClaim =
  /** Nothing: it is this transaction's now, until it ends. */
  | { readonly kind: 'claimed' }
  /** A transaction that has not ended. */
  | { readonly kind: 'in_flight' }
  /** A request that is done, and asked for the same. */
  | { readonly kind: 'answered'; readonly answer: Answer }
  /** A request that is done, and whose activity is erased: what it asked for and was answered is gone with it. */
  | { readonly kind: 'erased' }
  /** A request that is done, and asked for something else. */
  | { readonly kind: 'other_request' };

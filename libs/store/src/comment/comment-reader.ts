import type { OrgId, Position } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { orUnavailable } from '../or-unavailable.js';
import type { Comment, CommentedRecord } from './comment.js';
import { selectChangedComments } from './select-changed-comments.js';
import { selectComments } from './select-comments.js';

/** Whose comments, and how many at the most. */
export interface CommentsRequest {
  readonly org: OrgId;
  readonly record: CommentedRecord;
  readonly limit: number;
}

/** Where a page begins. */
export type CommentPageStart =
  | { readonly kind: 'page'; /** 1 is the first. */ readonly page: number }
  /** Behind the comment at `position`, without those added after `upTo`. */
  | { readonly kind: 'older'; readonly position: Position; readonly upTo: Position }
  /** What was added or deleted after `since`. */
  | { readonly kind: 'newer'; readonly since: Position };

/** What one statement saw of a record's comments. */
export interface CommentSlice {
  readonly comments: readonly Comment[];
  /** The last position of the org's log. */
  readonly head: Position;
  /** All comments of the record, deleted ones among them. */
  readonly total: bigint;
}

/** A page of a record's comments. */
export interface CommentPage extends CommentSlice {
  /** Whether comments follow in the direction of the page. */
  readonly hasMore: boolean;
}

/** Reads the comments of records; every page is one statement. */
export class CommentReader {
  readonly #reader: DataSource;

  /** `reader` acts as `activity_reader`. */
  constructor(reader: DataSource) {
    this.#reader = reader;
  }

  /**
   * At most `limit` comments. `page` and `older`: the newest thread first, in a thread the oldest first. `newer`: in
   * order of `changedPosition`. Throws StoreUnavailable, and CommentPlaceLost for an `older` behind a comment that is erased.
   */
  async page(request: CommentsRequest, start: CommentPageStart): Promise<CommentPage> {
    // One more than asked tells whether there is more.
    const slice = await this.#slice({ ...request, limit: request.limit + 1 }, start);
    return {
      ...slice,
      comments: slice.comments.slice(0, request.limit),
      hasMore: slice.comments.length > request.limit,
    };
  }

  #slice(request: CommentsRequest, start: CommentPageStart): Promise<CommentSlice> {
    return orUnavailable(() => {
      switch (start.kind) {
        case 'newer':
          return selectChangedComments(this.#reader, request, start.since);
        case 'older':
          return selectComments(this.#reader, request, { after: start });
        case 'page':
          return selectComments(this.#reader, request, { skip: (start.page - 1) * (request.limit - 1) });
      }
    });
  }
}

import { randomUUID } from 'node:crypto';
import { toActivity } from '@activity-log/activity';
import { invalidParts, ProblemError, type Clock } from '@activity-log/platform';
import {
  addComment,
  commentIdOfUuid,
  CommentPlaceLost,
  deleteComment,
  findComment,
  parseCommentId,
  type ActivityLog,
  type Comment,
  type CommentedRecord,
  type CommentReader,
  type LogTransaction,
} from '@activity-log/store';
import type { Principal } from '../auth/principal.js';
import { currentRequestTrace } from '../http/request-trace.js';
import type { GivenAnswer, IdempotentRequests } from '../idempotency/idempotent-requests.js';
import { actorOf } from '../manual/actor-of.js';
import type { ListAnswer } from '../paging/answers-list.js';
import { linkHeader } from '../paging/link-header.js';
import { listJson } from '../paging/list-json.js';
import { listMeta } from '../paging/list-meta.js';
import { planPage, type PageParameters, type PageRules, type PageScope } from '../paging/plan-page.js';
import type { CommentBody } from './comment-body.js';
import { commentActivityId, commentAdded, commentDeleted, type CommentEventContext } from './comment-event.js';
import { commentJson } from './comment-json.js';

/** What the comments are made of. */
export interface CommentsOptions {
  readonly log: ActivityLog;
  readonly requests: IdempotentRequests;
  readonly reader: CommentReader;
  readonly clock: Clock;
  readonly cursorSecret: string;
}

/** A comment to be written. */
export interface CommentRequest {
  readonly body: CommentBody;
  readonly principal: Principal;
  readonly idempotencyKey?: string | undefined;
}

/** A request for a page of a record's comments. */
export interface CommentListRequest {
  readonly record: CommentedRecord;
  readonly principal: Principal;
  readonly parameters: PageParameters;
  /** The request's address, for the links of the answer. */
  readonly url: string;
}

const rules: PageRules = { sizeParameter: 'pageSize', defaultSize: 50 };

/** Document A's comments: what staff says to each other about a record. */
export class Comments {
  readonly #options: CommentsOptions;

  constructor(options: CommentsOptions) {
    this.#options = options;
  }

  /**
   * The comment, committed with its activity. Throws a ProblemError: see {@link IdempotentRequests.answer}, and
   * `invalid_request` for a parent that is no comment of the record.
   */
  add({ body, principal, idempotencyKey }: CommentRequest): Promise<GivenAnswer> {
    const { org } = principal;
    const request = { principal, route: 'comment/create', body, idempotencyKey };
    return this.#options.requests.answer(request, async (tx) => {
      const { datatype, ownerId, name } = body;
      const comment = {
        org,
        id: commentIdOfUuid(randomUUID()),
        record: { datatype, ownerId, ...(name == null ? {} : { name }) },
        author: actorOf(principal),
        content: { text: body.text, mentions: [...new Set(body.mentions ?? [])] },
        parent: body.parentId == null ? undefined : await parentOf(tx, { principal, body, parentId: body.parentId }),
      };
      const added = await addComment(tx, comment, { activity: toActivity(commentAdded(comment, this.#context())) });
      return {
        status: 201,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          location: `/v1/activity/${commentActivityId(org, added.id)}`,
        },
        body: commentJson(org, added),
      };
    });
  }

  /**
   * Takes the words out of a comment; it keeps its place. Does nothing to one that is deleted already.
   * Throws a ProblemError: `record_not_found`, or `forbidden` unless the principal wrote it or is an admin.
   */
  async remove({ id: text, principal }: { readonly id: string; readonly principal: Principal }): Promise<void> {
    const { org } = principal;
    const id = parseCommentId(text);
    if (!id) throw new ProblemError('record_not_found', 'no such comment');
    await this.#options.log.transaction(org, async (tx) => {
      const comment = await findComment(tx, { org, id });
      if (!comment) throw new ProblemError('record_not_found', 'no such comment');
      if (comment.author.id !== principal.id && !principal.permissions.has('org:admin')) {
        throw new ProblemError('forbidden', 'a comment is deleted by its author or an admin');
      }
      if (comment.deletedAt) return;
      const event = commentDeleted(comment, { principal, ...this.#context() });
      await deleteComment(tx, { id, activity: toActivity(event) });
    });
  }

  /**
   * A page of a record's comments, deleted ones in their places: the newest thread first, in a thread the oldest first.
   * A page of what is new has the comments that were added or deleted since, in the order of the log. Throws a ProblemError
   * `invalid_cursor` for a page behind a comment that is erased.
   */
  async page({ record, principal: { org }, parameters, url }: CommentListRequest): Promise<ListAnswer> {
    const { reader, cursorSecret: secret } = this.#options;
    const scope: PageScope = { org, route: 'comments', params: { ...record } };
    const plan = planPage(scope, parameters, { rules, secret });
    const found = await reader.page({ org, record, limit: plan.size }, plan.start).catch((error: unknown) => {
      throw error instanceof CommentPlaceLost ? new ProblemError('invalid_cursor', error.message) : error;
    });
    const entries = found.comments.map(({ createdAt, position, changedPosition }) => ({
      occurredMicros: createdAt.micros,
      position: plan.start.kind === 'newer' ? changedPosition : position,
    }));
    const meta = listMeta(scope, { plan, found: { ...found, entries }, secret });
    return {
      body: listJson(
        found.comments.map((comment) => commentJson(org, comment)),
        meta,
      ),
      link: linkHeader(url, meta),
    };
  }

  #context(): CommentEventContext {
    return { now: this.#options.clock.now(), trace: currentRequestTrace() };
  }
}

async function parentOf(
  tx: LogTransaction,
  {
    principal: { org },
    body: { datatype, ownerId },
    parentId,
  }: { readonly principal: Principal; readonly body: CommentBody; readonly parentId: string },
): Promise<Comment> {
  const id = parseCommentId(parentId);
  const parent = id && (await findComment(tx, { org, id }));
  if (parent?.record.datatype === datatype && parent.record.ownerId === ownerId) return parent;
  throw invalidParts([{ path: 'parentId', rule: 'must be the id of a comment of this record' }]);
}

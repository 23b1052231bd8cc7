import { expect } from '@jest/globals';
import type { QueryUnderTest } from '../testing/query-under-test.spec.js';

/** A comment as a client sees it. */
export interface SeenComment {
  readonly id: string;
  readonly threadId: string;
  readonly parentId?: string;
  readonly text?: string;
  readonly mentions?: readonly string[];
  readonly author: { readonly id: string; readonly name?: string; readonly email?: string };
  readonly replyCount: number;
  readonly activityId: string;
  readonly position: string;
  readonly createdAt: string;
  readonly deletedAt?: string;
}

/** A page of comments as a client sees it. */
export interface SeenComments {
  readonly data: readonly SeenComment[];
  readonly meta: {
    readonly total: number;
    readonly page: number;
    readonly per_page: number;
    readonly total_pages: number;
    readonly next_cursor: string | null;
    readonly prev_cursor: string;
  };
}

/** Who asks: Sarah of acme when nothing is said. */
export interface Asking {
  readonly token?: string;
  readonly org?: string;
}

/** A member of staff who comments. */
export class CommentClient {
  readonly #query: QueryUnderTest;
  readonly #sarah: string;

  constructor(query: QueryUnderTest, sarah: string) {
    this.#query = query;
    this.#sarah = sarah;
  }

  create(body: unknown, { token = this.#sarah, org = 'acme' }: Asking = {}): Promise<Response> {
    return fetch(`${this.#query.url}/crm/activity/comment/create`, {
      method: 'POST',
      headers: { orgid: org, authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
  }

  /** The comment, written. */
  async created(body: object, asking: Asking = {}): Promise<SeenComment> {
    const response = await this.create(body, asking);
    expect(response.status).toBe(201);
    return (await response.json()) as SeenComment;
  }

  get(record: string, { token = this.#sarah, org = 'acme' }: Asking = {}): Promise<Response> {
    return this.#query.get(`/crm/activity/comment/get/${record}`, { token, headers: { orgid: org } });
  }

  /** A page of comments; `record` may have parameters. */
  async list(record: string, asking: Asking = {}): Promise<SeenComments> {
    const response = await this.get(record, asking);
    expect(response.status).toBe(200);
    return (await response.json()) as SeenComments;
  }

  delete(id: string, { token = this.#sarah, org = 'acme' }: Asking = {}): Promise<Response> {
    return fetch(`${this.#query.url}/crm/activity/comment/delete/${id}`, {
      method: 'DELETE',
      headers: { orgid: org, authorization: `Bearer ${token}` },
    });
  }
}

import { assertNever, encodeCursor, type CursorWalk, type Micros, type Position } from '@activity-log/activity';
import { cursorParams, type PageScope, type PagePlan } from './plan-page.js';

/** The `meta` of every list. */
export interface ListMeta {
  readonly total: number;
  /** There when `total` is a lower bound, because counting on would have cost too much. */
  readonly total_exact?: false;
  readonly page: number;
  readonly per_page: number;
  readonly total_pages: number;
  /** Towards older entries; null at the end, and on a page of what is new. */
  readonly next_cursor: string | null;
  /** Everything recorded since the walk began, or since this page when it is itself of what is new. */
  readonly prev_cursor: string;
  /** There when a page of what is new does not reach the present: its `prev_cursor` goes on at once, however few entries it has. */
  readonly has_more?: true;
}

/** What was read for a page, as far as its `meta` depends on it. */
export interface FoundPage {
  readonly entries: readonly { readonly occurredMicros: Micros; readonly position: Position }[];
  readonly hasMore: boolean;
  /** The end of the org's log when the page was read. */
  readonly head: Position;
  readonly total: bigint;
  /** false when `total` is a lower bound. */
  readonly exact?: boolean;
  /** Where the read of a page of older entries ended with the page not full; behind it there may be more. */
  readonly stoppedAt?: { readonly occurredMicros: Micros; readonly position: Position };
  /** Up to where the read of a page of newer entries looked. Absent when it looked up to its last entry or the head. */
  readonly lookedUpTo?: Position;
}

/** The `meta` of a page. Every cursor in it continues this query with this page size. */
export function listMeta(
  query: PageScope,
  { plan, found, secret }: { readonly plan: PagePlan; readonly found: FoundPage; readonly secret: string },
): ListMeta {
  const cursor = (walk: CursorWalk, page: number): string =>
    encodeCursor({ org: query.org, route: query.route, params: cursorParams(query, { ...plan, page }), walk }, secret);
  const older = nextWalk(plan, found);
  return {
    total: Number(found.total),
    ...(found.exact === false ? { total_exact: false } : {}),
    page: plan.page,
    per_page: plan.size,
    total_pages: Math.ceil(Number(found.total) / plan.size),
    next_cursor: older ? cursor(older, plan.page + 1) : null,
    prev_cursor: cursor(previousWalk(plan, found), 1),
    ...(plan.start.kind === 'newer' && found.hasMore ? { has_more: true } : {}),
  };
}

function nextWalk({ start }: PagePlan, { entries, hasMore, head, stoppedAt }: FoundPage): CursorWalk | undefined {
  const last = stoppedAt ?? entries.at(-1);
  if (start.kind === 'newer' || !hasMore || !last) return undefined;
  const upTo = start.kind === 'older' ? start.upTo : head;
  return { kind: 'older', occurredAt: last.occurredMicros, position: last.position, upTo };
}

function previousWalk({ start }: PagePlan, { entries, hasMore, head, lookedUpTo }: FoundPage): CursorWalk {
  switch (start.kind) {
    case 'page':
      return { kind: 'newer', since: head };
    case 'older':
      return { kind: 'newer', since: start.upTo };
    case 'newer':
      // Behind the last entry while there is more; else everything up to the head was looked at.
      return { kind: 'newer', since: lookedUpTo ?? (hasMore ? (entries.at(-1)?.position ?? start.since) : head) };
    default:
      return assertNever(start);
  }
}

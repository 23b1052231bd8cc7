import { decodeCursor, type Cursor, type CursorWalk, type OrgId } from '@activity-log/activity';
import { ProblemError, type ProblemPart } from '@activity-log/platform';

/** The query that is paged through; a cursor is bound to it and continues no other. */
export interface PageScope {
  readonly org: OrgId;
  /** Name of the route, the same under all its paths. */
  readonly route: string;
  /** What else decides what the query yields and is known without a cursor, by name: owner, audience. */
  readonly params: Readonly<Record<string, string>>;
}

/** Page parameters of a request, each valid by itself. */
export interface PageParameters {
  readonly page?: number | undefined;
  readonly size?: number | undefined;
  readonly cursor?: string | undefined;
  /** The filters of the request by parameter name, each in a spelling that is the same for what means the same. */
  readonly filters?: Readonly<Record<string, string>>;
}

/** How a route pages. */
export interface PageRules {
  /** What the route calls the page size, e.g. `pageSize`. */
  readonly sizeParameter: string;
  readonly defaultSize: number;
}

/** Which page to read. */
export interface PagePlan {
  /** The number that `meta.page` shows; pages of a walk count on from where it began. */
  readonly page: number;
  readonly size: number;
  readonly start: { readonly kind: 'page'; readonly page: number } | CursorWalk;
  /** The filters in force: the cursor's, if there is one. Absent on a route without filters. */
  readonly filters?: Readonly<Record<string, string>>;
}

/** Entries that page numbers reach: skipping costs as much as reading, so beyond it only cursors go. */
export const maxPageDepth = 10_000;

/** Page numbers have nine digits at the most. */
export const maxPageNumber = 999_999_999;

/** Names in a cursor that no query has. */
const sizeKey = '#size';
const pageKey = '#page';
const filterMark = '?';

/**
 * Decides the page of a request. A cursor alone continues its query; parameters beside it must agree with it.
 * Throws a ProblemError: `invalid_cursor` for a foreign, altered or disagreeing one, `page_out_of_range` beyond {@link maxPageDepth}.
 */
export function planPage(
  query: PageScope,
  parameters: PageParameters,
  { rules, secret }: { readonly rules: PageRules; readonly secret: string },
): PagePlan {
  return parameters.cursor === undefined
    ? planNumberedPage(parameters, rules)
    : planCursorPage(query, { ...parameters, cursor: parameters.cursor }, { rules, secret });
}

/** What a cursor carries so that it alone continues the query. */
export function cursorParams(
  query: PageScope,
  { page, size, filters = {} }: Pick<PagePlan, 'page' | 'size' | 'filters'>,
): Cursor['params'] {
  const marked = Object.entries(filters).map(([name, value]) => [`${filterMark}${name}`, value] as const);
  return { ...query.params, ...Object.fromEntries(marked), [sizeKey]: String(size), [pageKey]: String(page) };
}

function planNumberedPage(
  { page = 1, size, filters }: PageParameters,
  { sizeParameter, defaultSize }: PageRules,
): PagePlan {
  const effectiveSize = size ?? defaultSize;
  if ((page - 1) * effectiveSize >= maxPageDepth) {
    throw new ProblemError(
      'page_out_of_range',
      `page numbers reach ${maxPageDepth} entries deep; follow meta.next_cursor from the first page instead`,
      { errors: [{ path: 'page', rule: `(page - 1) * ${sizeParameter} must be less than ${maxPageDepth}` }] },
    );
  }
  return { page, size: effectiveSize, start: { kind: 'page', page }, ...(filters ? { filters } : {}) };
}

function planCursorPage(
  query: PageScope,
  parameters: PageParameters & { readonly cursor: string },
  { rules, secret }: { readonly rules: PageRules; readonly secret: string },
): PagePlan {
  const cursor = decodeCursor(parameters.cursor, secret);
  if (!cursor || cursor.org !== query.org || cursor.route !== query.route) throw invalidCursor();
  const { [sizeKey]: size = '', [pageKey]: page = '', ...rest } = cursor.params;
  const { params, filters } = withoutFilters(rest);
  if (!sameParams(params, query.params)) throw invalidCursor();
  const disagreeing: readonly ProblemPart[] = [
    ...disagreement(rules.sizeParameter, parameters.size, size),
    ...disagreement('page', parameters.page, page),
    ...Object.entries(parameters.filters ?? {}).flatMap(([name, given]) => disagreement(name, given, filters[name])),
  ];
  if (disagreeing.length > 0) throw invalidCursor(disagreeing);
  return {
    page: Number(page),
    size: Number(size),
    start: cursor.walk,
    ...(parameters.filters ? { filters } : {}),
  };
}

function withoutFilters(carried: Cursor['params']): {
  readonly params: Cursor['params'];
  readonly filters: Readonly<Record<string, string>>;
} {
  const { filter = [], param = [] } = Object.groupBy(Object.entries(carried), ([name]) =>
    name.startsWith(filterMark) ? 'filter' : 'param',
  );
  return {
    params: Object.fromEntries(param),
    filters: Object.fromEntries(filter.map(([name, value]) => [name.slice(filterMark.length), value])),
  };
}

function disagreement(
  path: string,
  given: number | string | undefined,
  carried: string | undefined,
): readonly ProblemPart[] {
  return given === undefined || String(given) === carried
    ? []
    : [{ path, rule: 'must agree with the cursor, or be left out' }];
}

function sameParams(a: Cursor['params'], b: Cursor['params']): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => a[name] === b[name]);
}

function invalidCursor(
  errors: readonly ProblemPart[] = [{ path: 'cursor', rule: 'must be one that this query gave out' }],
): ProblemError {
  return new ProblemError('invalid_cursor', 'the cursor does not continue this query', { errors });
}

import { applyDecorators } from '@nestjs/common';
import { ApiQuery, ApiResponse } from '@nestjs/swagger';
import { mostOnAPage } from '../paging/page-too-large.js';
import { maxPageDepth, maxPageNumber } from '../paging/plan-page.js';
import { correlationHeader } from './headers.js';

/** What a list calls its page size, and its bounds. */
export interface PagingDescription {
  readonly sizeParameter: 'pageSize' | 'per_page';
  readonly maxSize: number;
  readonly defaultSize: number;
  readonly maxCursorLength: number;
  /** What a cursor is, where it is more than the two of an earlier page. */
  readonly cursor?: string;
}

/** The paging of document A's lists. */
export const pagingOfA: PagingDescription = {
  sizeParameter: 'pageSize',
  maxSize: 200,
  defaultSize: 50,
  maxCursorLength: 4096,
};

/** The paging of document B's feeds, whose cursors carry their filters. */
export const pagingOfB: PagingDescription = {
  sizeParameter: 'per_page',
  maxSize: 100,
  defaultSize: 25,
  maxCursorLength: 8192,
};

const aCursor = '`meta.next_cursor` or `meta.prev_cursor` of an earlier page of the same query.';

/** What becomes of a page of large activities. */
export const pageBytesRule = `It has ${mostOnAPage} at the most: with more, it has fewer entries and \`next_cursor\` goes on; asked for by \`page\` it is 400.`;

/** Decorator: the parameters that page through a list. */
export function DescribePaging(paging: PagingDescription): MethodDecorator {
  const { sizeParameter, maxSize, defaultSize, maxCursorLength, cursor = aCursor } = paging;
  return applyDecorators(
    ApiQuery({
      name: 'page',
      required: false,
      description: `The page; (page - 1) * ${sizeParameter} is below ${maxPageDepth}.`,
      schema: { type: 'integer', minimum: 1, maximum: maxPageNumber, default: 1, examples: [1] },
    }),
    ApiQuery({
      name: sizeParameter,
      required: false,
      description: 'Entries a page.',
      schema: { type: 'integer', minimum: 1, maximum: maxSize, default: defaultSize, examples: [defaultSize] },
    }),
    ApiQuery({
      name: 'cursor',
      required: false,
      description: cursor,
      schema: { type: 'string', minLength: 1, maxLength: maxCursorLength },
    }),
  );
}

/** The headers of a page. */
const pageHeaders = {
  ...correlationHeader,
  Link: {
    description: 'The cursors of `meta` as links `next` and `prev` (RFC 8288).',
    schema: { type: 'string' },
    example: '</v1/activity?cursor=WzEs>; rel="next", </v1/activity?cursor=WzIs>; rel="prev"',
  },
} as const;

/** Decorator: the answer that is a page of a list, described by the named schema. */
export function PageResponse({
  description,
  schema,
  example,
}: {
  readonly description: string;
  readonly schema: string;
  readonly example: object;
}): MethodDecorator {
  return ApiResponse({
    status: 200,
    description,
    headers: pageHeaders,
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` }, example } },
  });
}

import type { ListMeta } from './list-meta.js';

/** The `Link` header (RFC 8288) of a page: the cursors of its `meta` as addresses relative to the host. `url` is the request's. */
export function linkHeader(url: string, { next_cursor: next, prev_cursor: prev }: ListMeta): string {
  // The parser percent-encodes what would end the address early.
  const { pathname } = new URL(url, 'http://host');
  const link = (cursor: string, rel: string): string => `<${pathname}?cursor=${cursor}>; rel="${rel}"`;
  return [...(next === null ? [] : [link(next, 'next')]), link(prev, 'prev')].join(', ');
}

/** What a problem code means at the HTTP edge. */
export interface ProblemEntry {
  readonly status: number;
  readonly title: string;
}

/** Every error code a client can meet, with its status. docs/errors.md describes each. */
export const problemCatalogue = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  invalid_cursor: { status: 400, title: 'The cursor does not continue this query' },
  invalid_date_range: { status: 400, title: 'The date range is not valid' },
  page_out_of_range: { status: 400, title: 'The page is too deep; follow a cursor instead' },
  unauthorized: { status: 401, title: 'Authentication is required' },
  forbidden: { status: 403, title: 'Not allowed' },
  not_found: { status: 404, title: 'There is nothing at this address' },
  record_not_found: { status: 404, title: 'No such record' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  not_acceptable: { status: 406, title: 'No acceptable representation' },
  client_too_slow: { status: 408, title: 'The client does not read what it is sent' },
  idempotency_conflict: { status: 409, title: 'The idempotency key is taken' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  uri_too_long: { status: 414, title: 'The address is too long' },
  unsupported_media_type: { status: 415, title: 'The media type of the body is not supported' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal_error: { status: 500, title: 'Something went wrong here' },
  unavailable: { status: 503, title: 'The service cannot answer now' },
} as const satisfies Record<string, ProblemEntry>;

/** The `code` of an error body. */
export type ProblemCode = keyof typeof problemCatalogue;

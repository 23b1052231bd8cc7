/** What a problem code means at the HTTP edge. */
export interface ProblemEntry {
  readonly status: number;
  readonly title: string;
  /** When it is answered, for whoever meets it; code in backquotes. */
  readonly when: string;
}

/** Every error code a client can meet. docs/errors.md and the page that a problem's `type` points to are made of it. */
export const problemCatalogue = {
  invalid_request: {
    status: 400,
    title: 'The request is not valid',
    when: 'a parameter or a part of the body breaks its rule, is unknown, or does not fit the type of the activity',
  },
  invalid_cursor: {
    status: 400,
    title: 'The cursor does not continue this query',
    when: 'the cursor is altered, foreign, of an older release, or of another org, route, filter or audience',
  },
  invalid_date_range: {
    status: 400,
    title: 'The date range is not valid',
    when: '`from`, `to` or `as_of` is neither a date-time with an offset nor a date, or `from` is after `to`',
  },
  page_out_of_range: {
    status: 400,
    title: 'The page is too deep; follow a cursor instead',
    when: 'the page begins beyond entry 10,000; follow `next_cursor` instead. Versions of a history end there too',
  },
  unauthorized: {
    status: 401,
    title: 'Authentication is required',
    when: 'no token, or one that cannot be verified (signature, algorithm, key, issuer, audience, expiry), or an API key that is unknown, revoked or expired',
  },
  forbidden: {
    status: 403,
    title: 'Not allowed',
    when: 'the token lacks the permission, or `orgid` does not agree with it',
  },
  not_found: {
    status: 404,
    title: 'There is nothing at this address',
    when: 'there is nothing at this address',
  },
  record_not_found: {
    status: 404,
    title: 'No such record',
    when: 'no such record, or not for this customer: the two cannot be told apart',
  },
  method_not_allowed: {
    status: 405,
    title: 'The method is not allowed here',
    when: 'the address is right and the method is not; `Allow` lists those that are',
  },
  not_acceptable: {
    status: 406,
    title: 'No acceptable representation',
    when: 'the header `Accept` of an export refuses its format',
  },
  client_too_slow: {
    status: 408,
    title: 'The client does not read what it is sent',
    when: 'the client of a stream does not read; in an event `error`, after which it may resume',
  },
  request_timeout: {
    status: 408,
    title: 'The request took too long to arrive',
    when: 'the headers did not arrive within 10 s, or the whole request within 30 s; the connection is closed',
  },
  idempotency_conflict: {
    status: 409,
    title: 'The idempotency key is taken',
    when: 'a request with this `Idempotency-Key` is in flight (with `Retry-After`), or what it did is erased; with status 422: the key was used for another body',
  },
  legal_hold: {
    status: 409,
    title: 'A legal hold forbids it',
    when: 'a legal hold on the org or the record forbids to erase it',
  },
  payload_too_large: {
    status: 413,
    title: 'The body is too large',
    when: 'the body is larger than 1 MiB',
  },
  uri_too_long: {
    status: 414,
    title: 'The address is too long',
    when: 'the address is too long',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The body is in a form that is not supported',
    when: 'the body is not JSON in UTF-8, or is compressed (then with `Accept-Encoding`)',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    when: 'too many requests of this principal, too many without credentials that hold from this address, or more streams of a principal or exports of an org at once than it may have; `Retry-After` says how long to wait',
  },
  headers_too_large: {
    status: 431,
    title: 'The headers are too large',
    when: 'address and headers together are larger than 16 KiB; the connection is closed',
  },
  internal_error: {
    status: 500,
    title: 'Something went wrong here',
    when: 'a fault of the service; the log has it under the `x-correlation-id` of the answer',
  },
  unavailable: {
    status: 503,
    title: 'The service cannot answer now',
    when: 'the database or the key set cannot be reached, or no place is left for a stream or an export; `Retry-After` says how long to wait',
  },
} as const satisfies Record<string, ProblemEntry>;

/** The `code` of an error body. */
export type ProblemCode = keyof typeof problemCatalogue;

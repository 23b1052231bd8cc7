import { HttpException } from '@nestjs/common';
import { problemCatalogue, type ProblemCode } from './problem-catalogue.js';
import { ProblemError } from './problem-error.js';

const codeByStatus: ReadonlyMap<number, ProblemCode> = new Map([
  [400, 'invalid_request'],
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [405, 'method_not_allowed'],
  [406, 'not_acceptable'],
  [408, 'request_timeout'],
  [413, 'payload_too_large'],
  [414, 'uri_too_long'],
  [415, 'unsupported_media_type'],
  [422, 'invalid_request'],
  [429, 'rate_limited'],
  [431, 'headers_too_large'],
  [503, 'unavailable'],
]);

const retryAfterSeconds = '5';

/**
 * The problem that any thrown value is: itself, the framework's refusals by their status, `unavailable` for an error
 * that says `retry: 'later'`, and `internal_error`, which tells the client nothing of the cause.
 */
export function problemOf(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  if (saysLater(thrown)) {
    return new ProblemError('unavailable', undefined, { headers: { 'retry-after': retryAfterSeconds }, cause: thrown });
  }
  const status = statusOf(thrown);
  const code =
    status === undefined ? undefined : (codeByStatus.get(status) ?? (status < 500 ? 'invalid_request' : undefined));
  // The framework's own messages repeat parts of the request; the title says enough.
  if (code !== undefined) return new ProblemError(code, problemCatalogue[code].title, { cause: thrown });
  return new ProblemError('internal_error', undefined, { cause: thrown });
}

function saysLater(thrown: unknown): boolean {
  return thrown instanceof Error && 'retry' in thrown && thrown.retry === 'later';
}

function statusOf(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const status = thrown instanceof Error && 'statusCode' in thrown ? thrown.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : undefined;
}

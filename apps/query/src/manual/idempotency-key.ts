import { ProblemError } from '@activity-log/platform';

const maxKeyLength = 255;

/** The `Idempotency-Key` of a request's headers, undefined without one. Throws a ProblemError `invalid_request` for one that cannot be. */
export function idempotencyKeyOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (header.length <= maxKeyLength && /^[\x21-\x7e]+$/.test(header)) return header;
  throw new ProblemError('invalid_request', 'the header idempotency-key is not valid', {
    errors: [{ path: 'idempotency-key', rule: `must be 1 to ${maxKeyLength} visible ASCII characters` }],
  });
}

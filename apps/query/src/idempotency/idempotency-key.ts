import { ProblemError } from '@activity-log/platform';

const maxKeyLength = 255;

// RFC 9651 §3.3.3: a String is printable ASCII in double quotes, with \" and \\.
const quoted = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;
const bare = /^[\x21\x23-\x7e][\x21-\x7e]*$/;

/**
 * The `Idempotency-Key` of a request's headers, undefined without one: a String of RFC 9651, as
 * draft-ietf-httpapi-idempotency-key-header has it, or the same text without quotes, as most clients send it.
 *
 * Throws a ProblemError `invalid_request` for anything else, several headers among it, and for a key that is empty or too long.
 */
export function idempotencyKeyOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = quoted.exec(header)?.[1]?.replace(/\\(.)/g, '$1') ?? bare.exec(header)?.[0];
  if (key !== undefined && key !== '' && key.length <= maxKeyLength) return key;
  throw new ProblemError('invalid_request', 'the header idempotency-key is not valid', {
    errors: [
      {
        path: 'idempotency-key',
        rule: `must be 1 to ${maxKeyLength} visible ASCII characters, or a text of as many in double quotes`,
      },
    ],
  });
}

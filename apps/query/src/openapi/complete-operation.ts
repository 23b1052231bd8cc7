import { problemCatalogue, type ProblemCode } from '@activity-log/platform';
import type { OpenAPIObject } from '@nestjs/swagger';
import { correlationHeader, quotaHeaders } from './headers.js';
import { problemResponse } from './problem-responses.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Responses = Operation['responses'];

/** Tags of operations that no program may call. */
const forUsersOnly = new Set(['comments']);

/**
 * An operation with what all have and their descriptions leave out: 408 and 431, and for guarded ones API keys beside tokens, the
 * quota of the principal in every answer, and 429. Those that are not guarded say so.
 */
export function completeOperation(operation: Operation): Operation {
  const always = { ...operation.responses, ...problem('request_timeout'), ...problem('headers_too_large') };
  if (operation.security === undefined) return { ...operation, security: [], responses: always };
  const takesKeys = !operation.tags?.some((tag) => forUsersOnly.has(tag));
  const responses = { ...always, ...problem('rate_limited') };
  return {
    ...operation,
    security: [{ bearer: [] }, ...(takesKeys ? [{ apiKey: [] }] : [])],
    responses: Object.fromEntries(Object.entries(responses).map(withQuota)),
  };
}

function problem(code: ProblemCode): Responses {
  const { status } = problemCatalogue[code];
  return { [status]: problemResponse(status, [code]) };
}

const withoutQuota = new Set(['401', '408', '431']);

/** Who is not known yet has no quota. */
function withQuota([status, response]: [string, Responses[string]]): [string, Responses[string]] {
  if (response === undefined || '$ref' in response || withoutQuota.has(status)) return [status, response];
  return [status, { ...response, headers: { ...correlationHeader, ...response.headers, ...quotaHeaders } }];
}

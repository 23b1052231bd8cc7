import { problemCatalogue } from '@activity-log/platform';
import type { OpenAPIObject } from '@nestjs/swagger';
import { correlationHeader, quotaHeaders } from './headers.js';
import { problemResponse } from './problem-responses.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Responses = Operation['responses'];

/** Tags of operations that no program may call. */
const forUsersOnly = new Set(['comments']);

/**
 * An operation with what all guarded operations share and their descriptions leave out: API keys beside tokens, the quota of
 * the principal in every answer, and 429. Operations that ask for no token come back as they are.
 */
export function completeOperation(operation: Operation): Operation {
  if (operation.security === undefined) return operation;
  const takesKeys = !operation.tags?.some((tag) => forUsersOnly.has(tag));
  const limited = problemResponse(problemCatalogue.rate_limited.status, ['rate_limited']);
  const responses = { ...operation.responses, [problemCatalogue.rate_limited.status]: limited };
  return {
    ...operation,
    security: [{ bearer: [] }, ...(takesKeys ? [{ apiKey: [] }] : [])],
    responses: Object.fromEntries(Object.entries(responses).map(withQuota)),
  };
}

/** Who is not known yet has no quota. */
function withQuota([status, response]: [string, Responses[string]]): [string, Responses[string]] {
  if (response === undefined || '$ref' in response || status === '401') return [status, response];
  return [status, { ...response, headers: { ...correlationHeader, ...response.headers, ...quotaHeaders } }];
}

import { problemCatalogue } from '@activity-log/platform';
import type { OpenAPIObject } from '@nestjs/swagger';
import { correlationHeader } from './headers.js';

type Paths = OpenAPIObject['paths'];
type Operation = NonNullable<Paths[string]['get']>;
type Response = Exclude<Operation['responses'][string], { $ref: string } | undefined>;

const text = { type: 'string' as const };
const quotaHeaders = {
  RateLimit: {
    description: 'Requests that remain (`r`), and seconds until they are whole again (`t`): `"principal";r=599;t=60`.',
    schema: text,
  },
  'RateLimit-Policy': {
    description: 'Requests (`q`) in a window of seconds (`w`): `"principal";q=600;w=60`.',
    schema: text,
  },
};
const { status, title } = problemCatalogue.rate_limited;
const rateLimitedResponse = {
  description: `\`rate_limited\`: ${title}.`,
  headers: {
    ...correlationHeader,
    ...quotaHeaders,
    'Retry-After': { description: 'Seconds to wait.', schema: text },
  },
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** The paths, with what the rate limit adds to every operation that needs a token: 429, and what remains in every other answer. */
export function withRateLimit(paths: Paths): Paths {
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      Object.fromEntries(
        Object.entries(item).map(([method, operation]: [string, unknown]) => [
          method,
          isGuarded(operation) ? { ...operation, responses: limitedResponses(operation.responses) } : operation,
        ]),
      ),
    ]),
  );
}

function isGuarded(operation: unknown): operation is Operation {
  return typeof operation === 'object' && operation !== null && 'security' in operation;
}

function limitedResponses(responses: Operation['responses']): Operation['responses'] {
  const told = Object.entries(responses).map(([code, response]) => [
    code,
    response && !('$ref' in response) && code !== '401' ? withHeaders(response) : response,
  ]);
  return { ...Object.fromEntries(told), [String(status)]: rateLimitedResponse } as Operation['responses'];
}

function withHeaders(response: Response): Response {
  return { ...response, headers: { ...response.headers, ...quotaHeaders } };
}

import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';

/** The descriptions of headers that many answers have, by the names that operations refer to. */
export const headerDescriptions = {
  AcceptEncoding: {
    description: 'The codings that a body may have, when it was refused for another.',
    schema: { type: 'string', pattern: '^identity$' },
    example: 'identity',
  },
  CorrelationId: {
    description:
      "The request's `x-correlation-id`, or the trace id of its `traceparent`, or a new one; log lines carry it.",
    schema: { type: 'string' },
    example: 'order-7',
  },
  RateLimit: {
    description: 'Requests that remain (`r`), and seconds until they are whole again (`t`).',
    schema: { type: 'string' },
    example: '"principal";r=599;t=60',
  },
  RateLimitPolicy: {
    description: 'Requests (`q`) in a window of seconds (`w`).',
    schema: { type: 'string' },
    example: '"principal";q=600;w=60',
  },
  RetryAfter: { description: 'Seconds to wait.', schema: { type: 'string', pattern: '^[0-9]+$' }, example: '5' },
  WwwAuthenticate: { description: 'The challenge of RFC 6750.', schema: { type: 'string' }, example: 'Bearer' },
} as const;

const header = (name: keyof typeof headerDescriptions) => ({ $ref: `#/components/headers/${name}` });

/** The header that every answer has. */
export const correlationHeader = { 'X-Correlation-Id': header('CorrelationId') };

/** The headers of every answer to a caller whose requests are counted. */
export const quotaHeaders = { RateLimit: header('RateLimit'), 'RateLimit-Policy': header('RateLimitPolicy') };

/** The header of an answer that says when to come back. */
export const retryHeader = { 'Retry-After': header('RetryAfter') };

/** The header of an answer that refuses a body for its coding. */
export const codingHeader = { 'Accept-Encoding': header('AcceptEncoding') };

/** The header of an answer that asks for a token. */
export const challengeHeader = { 'WWW-Authenticate': header('WwwAuthenticate') };

const orgHeader = {
  name: 'orgid',
  description: 'The org; must agree with the token, which decides.',
  schema: { type: 'string', examples: ['acme'] },
} as const;

const correlationRequestHeader = {
  name: 'x-correlation-id',
  required: false,
  description: 'Repeated in the answer and in the log if it has 1 to 128 of `A-Za-z0-9._:/@=+-`, else replaced.',
  schema: { type: 'string', examples: ['order-7'] },
} as const;

const traceRequestHeader = {
  name: 'traceparent',
  required: false,
  description:
    'W3C trace context. The activity of a write carries it on to `crm.activities`, as it is; one that is not valid is ignored.',
  schema: { type: 'string', examples: ['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'] },
} as const;

/** Decorator: the headers that document A's routes read. */
export function OrgRequestHeaders(): MethodDecorator {
  return requestHeaders({ required: true });
}

/** Decorator: the headers that routes under `/v1` read. */
export function OptionalOrgRequestHeaders(): MethodDecorator {
  return requestHeaders({ required: false });
}

function requestHeaders({ required }: { readonly required: boolean }): MethodDecorator {
  return applyDecorators(
    ApiHeader({ ...orgHeader, schema: { ...orgHeader.schema, examples: [...orgHeader.schema.examples] }, required }),
    ...[correlationRequestHeader, traceRequestHeader].map((described) =>
      ApiHeader({ ...described, schema: { ...described.schema, examples: [...described.schema.examples] } }),
    ),
  );
}

import { problemCatalogue, type ProblemCode } from '@activity-log/platform';
import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { challengeHeader, codingHeader, correlationHeader, retryHeader } from './headers.js';

const problemSchema = { $ref: '#/components/schemas/Problem' };

/** Decorator: the errors that an operation answers with, one response for each status. */
export function ProblemResponses(codes: readonly ProblemCode[]): MethodDecorator {
  const byStatus = Map.groupBy(codes, (code) => problemCatalogue[code].status);
  return applyDecorators(
    ...[...byStatus].map(([status, codesOfStatus]) =>
      ApiResponse({ status, ...problemResponse(status, codesOfStatus) }),
    ),
  );
}

/** The description of an answer with a problem: the codes of one status, with an example of each. */
export function problemResponse(status: number, codes: readonly ProblemCode[]) {
  const examples = Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
  return {
    description: codes.map((code) => `\`${code}\`: ${problemCatalogue[code].title}.`).join(' '),
    headers: { ...correlationHeader, ...headersOf(status) },
    content: { 'application/problem+json': { schema: problemSchema, examples } },
  };
}

function headersOf(status: number): Readonly<Record<string, object>> | undefined {
  if (status === 401) return challengeHeader;
  if (status === 415) return codingHeader;
  return status === 429 || status === 503 ? retryHeader : undefined;
}

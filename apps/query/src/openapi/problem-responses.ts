import { problemCatalogue, type ProblemCode } from '@activity-log/platform';
import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { correlationHeader } from './headers.js';

const problemSchema = { $ref: '#/components/schemas/Problem' };

/** Decorator: the errors that an operation answers with, one response for each status. */
export function ProblemResponses(codes: readonly ProblemCode[]): MethodDecorator {
  const byStatus = Map.groupBy(codes, (code) => problemCatalogue[code].status);
  return applyDecorators(
    ...[...byStatus].map(([status, codesOfStatus]) =>
      ApiResponse({
        status,
        description: codesOfStatus.map((code) => `\`${code}\`: ${problemCatalogue[code].title}.`).join(' '),
        headers: { ...correlationHeader, ...headersOf(status) },
        content: { 'application/problem+json': { schema: problemSchema, examples: examplesOf(codesOfStatus) } },
      }),
    ),
  );
}

function headersOf(status: number): Record<string, { description: string; schema: { type: 'string' } }> {
  if (status === 401)
    return { 'WWW-Authenticate': { description: 'The challenge of RFC 6750.', schema: { type: 'string' } } };
  if (status === 503) return { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'string' } } };
  return {};
}

function examplesOf(codes: readonly ProblemCode[]): Record<string, { value: object }> {
  return Object.fromEntries(
    codes.map((code) => {
      const { status, title } = problemCatalogue[code];
      const error = { code, message: title, status };
      return [code, { value: { type: `urn:activity-log:problem:${code}`, title, status, detail: title, code, error } }];
    }),
  );
}

import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';

/** The header that every answer has. */
export const correlationHeader = {
  'X-Correlation-Id': {
    description:
      "The request's `x-correlation-id`, or the trace id of its `traceparent`, or a new one; log lines carry it.",
    schema: { type: 'string' as const },
  },
};

/** Decorator: the headers that document A's routes read. */
export function OrgRequestHeaders(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'orgid',
      required: true,
      description: 'The org; must agree with the token, which decides.',
      schema: { type: 'string', examples: ['acme'] },
    }),
    ApiHeader({
      name: 'x-correlation-id',
      required: false,
      description: 'Repeated in the answer and in the log.',
      schema: { type: 'string', maxLength: 128 },
    }),
  );
}

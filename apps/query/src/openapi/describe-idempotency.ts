import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import { correlationHeader } from './headers.js';

/** The header of an answer that was given before. */
export const replayedHeader = {
  'Idempotency-Replayed': {
    description: '`true` when this answer was given before, to the same request with the same `Idempotency-Key`.',
    schema: { type: 'string' as const, enum: ['true'] },
  },
};

const otherBody = {
  type: '/docs/errors#idempotency_conflict',
  title: 'The idempotency key is taken',
  status: 422,
  detail: 'this idempotency-key was used for another body',
  code: 'idempotency_conflict',
  error: { code: 'idempotency_conflict', message: 'this idempotency-key was used for another body', status: 422 },
};

/** Decorator: the header `Idempotency-Key`, and the answer to a key that stands for another body. 409 is among the operation's problems. */
export function DescribeIdempotency(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'idempotency-key',
      required: false,
      description:
        'A text of your own, new for each thing to be done (draft-ietf-httpapi-idempotency-key-header, with or without its quotes). ' +
        'A repeat within 24 hours does nothing again and gets the first answer, byte for byte, with `Idempotency-Replayed: true`. ' +
        'While the first is in flight a repeat is 409 with `Retry-After`; with another body it is 422. ' +
        'When what it did was erased meanwhile, a repeat is 409 without `Retry-After` until the 24 hours are over: nothing is written again. ' +
        'A request that was refused leaves the key free.',
      schema: { type: 'string', pattern: String.raw`^([!#-~][!-~]{0,254}|"([ !#-\[\]-~]|\\["\\]){1,255}")$` },
    }),
    ApiResponse({
      status: 422,
      description: '`idempotency_conflict`: the key was used for another body.',
      headers: correlationHeader,
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem' },
          examples: { idempotency_conflict: { value: otherBody } },
        },
      },
    }),
  );
}

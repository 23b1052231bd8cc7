import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { correlationHeader } from './headers.js';

/** Decorator: the OpenAPI description of `GET /asyncapi`. */
export function DescribeAsyncApi(): MethodDecorator {
  return applyDecorators(
    ApiTags('descriptions'),
    ApiOperation({
      summary: 'The AsyncAPI 3.0 description of the topics',
      description: 'What services publish, what the log publishes, and dead letters, with JSON Schemas of all of them.',
    }),
    ApiResponse({
      status: 200,
      description: 'The description.',
      headers: correlationHeader,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['asyncapi', 'info', 'channels', 'operations', 'components'],
            properties: {
              asyncapi: { type: 'string', enum: ['3.0.0'] },
              info: { type: 'object', additionalProperties: true },
              channels: { type: 'object', additionalProperties: true },
              operations: { type: 'object', additionalProperties: true },
              components: { type: 'object', additionalProperties: true },
            },
          },
          example: { asyncapi: '3.0.0', info: {}, channels: {}, operations: {}, components: {} },
        },
      },
    }),
  );
}

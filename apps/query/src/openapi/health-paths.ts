import type { OpenAPIObject } from '@nestjs/swagger';
import { correlationHeader } from './headers.js';

const problem = {
  description: '`unavailable`: not ready; `errors` names the checks that fail.',
  headers: correlationHeader,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

function statusResponse(description: string, status: string): object {
  return {
    description,
    headers: correlationHeader,
    content: {
      'application/json': {
        schema: { type: 'object', required: ['status'], properties: { status: { type: 'string', const: status } } },
      },
    },
  };
}

/** Descriptions of the routes that every service has; their controllers are shared and know nothing of OpenAPI. */
export const healthPaths = {
  '/healthz': {
    get: {
      operationId: 'alive',
      tags: ['health'],
      summary: 'Whether the process runs',
      responses: { 200: statusResponse('It runs.', 'ok') },
    },
  },
  '/readyz': {
    get: {
      operationId: 'ready',
      tags: ['health'],
      summary: 'Whether the service can do its work',
      responses: { 200: statusResponse('It can.', 'ready'), 503: problem },
    },
  },
  '/metrics': {
    get: {
      operationId: 'metrics',
      tags: ['health'],
      summary: 'Metrics in the Prometheus text format',
      responses: {
        200: {
          description: 'The metrics.',
          headers: correlationHeader,
          content: { 'text/plain': { schema: { type: 'string' } } },
        },
      },
    },
  },
} as unknown as OpenAPIObject['paths'];

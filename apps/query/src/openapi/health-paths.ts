import type { OpenAPIObject } from '@nestjs/swagger';
import { correlationHeader } from './headers.js';

const metricsExample = [
  '# HELP relay_lag_rows Activities that are in the log and not on the activities topic yet.',
  '# TYPE relay_lag_rows gauge',
  'relay_lag_rows 0',
  '',
].join('\n');

const problem = {
  description: '`unavailable`: not ready; `errors` names the checks that fail.',
  headers: correlationHeader,
  content: {
    'application/problem+json': {
      schema: { $ref: '#/components/schemas/Problem' },
      examples: { unavailable: { $ref: '#/components/examples/unavailable' } },
    },
  },
};

function statusResponse(description: string, status: string): object {
  return {
    description,
    headers: correlationHeader,
    content: {
      'application/json': {
        schema: { type: 'object', required: ['status'], properties: { status: { type: 'string', const: status } } },
        example: { status },
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
          content: { 'text/plain': { schema: { type: 'string' }, example: metricsExample } },
        },
      },
    },
  },
} as unknown as OpenAPIObject['paths'];

import { activitySchema, inputSchemas } from '@activity-log/contracts';
import { problemCatalogue } from '@activity-log/platform';
import type { OpenAPIObject } from '@nestjs/swagger';
import { commentSchemas } from './comment-schemas.js';
import { timelineMetaExample } from './examples.js';
import { historySchemas } from './history-schemas.js';
import { manualActivitySchema } from './manual-activity-schema.js';
import { schemaRef } from './schema-ref.js';
import { statsSchemas } from './stats-schemas.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

const { SubjectInput, FieldChangeInput } = inputSchemas(schemaRef);

/** The JSON Schemas (2020-12) that operations refer to, by name. */
export const schemas = {
  Activity: {
    ...activitySchema({
      type: {
        type: 'string',
        pattern: '^[a-z][a-z0-9_]*([.][a-z0-9_]*)?$',
        description: 'In the spelling of the document whose route it is.',
      },
    }),
    description:
      'One entry of the log. Parts that it does not have are left out, except `user`. ' +
      'Customers see it without what is about others: other customers among `subjects`, of which `record` is the first that is left, ' +
      'and the `email`, `metadata.ip_address` and `metadata.user_agent` of who did it. ' +
      'Programs see comments without `summary` and `metadata.mentions`.',
  },
  ListMeta: {
    type: 'object',
    required: ['total', 'page', 'per_page', 'total_pages', 'next_cursor', 'prev_cursor'],
    properties: {
      total: {
        type: 'integer',
        minimum: 0,
        description:
          'All entries of this query that the caller may see, as of this answer: also those recorded since a walk along `next_cursor` began, which the walk leaves out.',
      },
      total_exact: {
        type: 'boolean',
        const: false,
        description: 'There when `total` is a lower bound, because counting on would have cost too much.',
      },
      page: { type: 'integer', minimum: 1 },
      per_page: { type: 'integer', minimum: 1 },
      total_pages: { type: 'integer', minimum: 0 },
      next_cursor: {
        type: ['string', 'null'],
        description:
          'Continues towards older entries; entries recorded since the first page do not slip in. null at the end.',
      },
      prev_cursor: {
        type: 'string',
        description:
          'Yields everything recorded since, late arrivals with old timestamps included, in order of position.',
      },
      has_more: {
        type: 'boolean',
        const: true,
        description:
          'There when a page of what was recorded since does not reach the present: its `prev_cursor` yields more at once. `data` may be short or empty then.',
      },
    },
    example: timelineMetaExample,
  },
  ActivityList: {
    type: 'object',
    required: ['data', 'meta'],
    properties: {
      data: { type: 'array', items: { $ref: '#/components/schemas/Activity' } },
      meta: { $ref: '#/components/schemas/ListMeta' },
    },
  },
  ManualActivity: manualActivitySchema,
  SubjectInput,
  FieldChangeInput,
  ...commentSchemas,
  ...historySchemas,
  ...statsSchemas,
  Problem: {
    type: 'object',
    description: 'RFC 9457 problem details, with the `error` object of document B.',
    required: ['type', 'title', 'status', 'detail', 'code', 'error'],
    properties: {
      type: { type: 'string', format: 'uri-reference' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      instance: { type: 'string' },
      code: { type: 'string', enum: Object.keys(problemCatalogue) },
      errors: {
        type: 'array',
        description: 'Each part of the request that breaks a rule.',
        items: {
          type: 'object',
          required: ['path', 'rule'],
          properties: { path: { type: 'string' }, rule: { type: 'string' } },
        },
      },
      error: {
        type: 'object',
        required: ['code', 'message', 'status'],
        properties: { code: { type: 'string' }, message: { type: 'string' }, status: { type: 'integer' } },
      },
    },
  },
} as unknown as Schemas;

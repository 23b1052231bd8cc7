import { eventLimits } from '@activity-log/contracts';
import { problemCatalogue } from '@activity-log/platform';
import type { OpenAPIObject } from '@nestjs/swagger';
import { commentSchemas } from './comment-schemas.js';
import { activityExample, manualActivityExample, timelineMetaExample } from './examples.js';
import { historySchemas } from './history-schemas.js';
import { idSchema } from './id-schema.js';
import { statsSchemas } from './stats-schemas.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

const text = (maxLength: number, description?: string): object => ({
  type: 'string',
  maxLength,
  pattern: String.raw`^[^\u0000]*$`,
  ...(description === undefined ? {} : { description }),
});
const datatype = { type: 'string', pattern: '^[a-z][a-z0-9_]{0,63}$', examples: ['contact', 'ticket'] };
const ownerId = idSchema;
const anyValue = { description: 'Any JSON value.' };
const metadata = { type: 'object', additionalProperties: true };

const subject = {
  type: 'object',
  required: ['datatype', 'ownerId'],
  properties: { datatype, ownerId, name: text(eventLimits.maxNameLength) },
};

const fieldChange = {
  type: 'object',
  required: ['field'],
  properties: {
    field: { ...idSchema, maxLength: eventLimits.maxFieldLength },
    from: anyValue,
    to: anyValue,
  },
};

const nullable = (schema: object): object => ({ anyOf: [schema, { type: 'null' }] });

/** The JSON Schemas (2020-12) that operations refer to, by name. */
export const schemas = {
  Activity: {
    type: 'object',
    description:
      'One entry of the log. Parts that it does not have are left out, except `user`. Customers see it without what is about ' +
      'others: other customers among `subjects`, and the `email`, `metadata.ip_address` and `metadata.user_agent` of who did it.',
    required: ['id', 'type', 'activityType', 'timestamp', 'recorded_at', 'position', 'user', 'record', 'subjects'],
    properties: {
      id: { type: 'string', pattern: '^act_[0-9a-f]{32}$' },
      type: { type: 'string', description: 'The activity type.' },
      activityType: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,63}$' },
      timestamp: { type: 'string', format: 'date-time', description: 'When it happened.' },
      recorded_at: { type: 'string', format: 'date-time', description: 'When it entered the log.' },
      position: { type: 'string', pattern: '^[1-9][0-9]*$', description: "Its place in the org's log." },
      user: {
        description: 'Who did it; null is the system.',
        anyOf: [
          {
            type: 'object',
            required: ['id'],
            properties: { id: { type: 'string' }, name: { type: 'string' }, email: { type: 'string' } },
          },
          { type: 'null' },
        ],
      },
      record: {
        type: 'object',
        description: 'The first of `subjects` that the caller sees, as document B names it.',
        required: ['id', 'module'],
        properties: { id: { type: 'string' }, module: { type: 'string' }, name: { type: 'string' } },
      },
      subjects: {
        type: 'array',
        description: 'Every record that it is about; to customers, no other customer than themselves.',
        minItems: 1,
        maxItems: eventLimits.maxSubjects,
        items: subject,
      },
      changes: { type: 'array', maxItems: eventLimits.maxChanges, items: fieldChange },
      summary: { type: 'string' },
      durationSeconds: { type: 'number', minimum: 0 },
      metadata,
    },
    example: activityExample,
  },
  ListMeta: {
    type: 'object',
    required: ['total', 'page', 'per_page', 'total_pages', 'next_cursor', 'prev_cursor'],
    properties: {
      total: { type: 'integer', minimum: 0, description: 'All entries of this query that the caller may see.' },
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
  ManualActivity: {
    type: 'object',
    required: ['type', 'datatype', 'ownerId'],
    additionalProperties: false,
    properties: {
      type: {
        type: 'string',
        maxLength: 64,
        pattern: String.raw`^(?!(comment|activity)[_.])[a-z][a-z0-9_]*(\.[a-z0-9_]*)?$`,
        description:
          'In the spelling of either document: `call_logged` or `call.logged`. Types that begin with `comment_` or `activity_` are reserved.',
      },
      datatype,
      ownerId,
      name: nullable(text(eventLimits.maxNameLength, 'The name of the record.')),
      summary: nullable(text(eventLimits.maxSummaryLength)),
      durationSeconds: nullable({ type: 'number', minimum: 0, maximum: eventLimits.maxDurationSeconds }),
      metadata: nullable(metadata),
      changes: nullable({ type: 'array', maxItems: eventLimits.maxChanges, items: fieldChange }),
      timestamp: nullable({
        type: 'string',
        format: 'date-time',
        description: 'When it happened, with an offset; now when absent.',
      }),
      subjects: nullable({
        type: 'array',
        maxItems: eventLimits.maxSubjects - 1,
        items: subject,
        description: 'Further records that it is about.',
      }),
    },
    example: manualActivityExample,
  },
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

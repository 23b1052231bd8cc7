import { datatypeSchema, eventLimits, textSchema } from '@activity-log/contracts';
import { reservedPrefixes } from '../manual/reserved-types.js';
import { manualActivityExample } from './examples.js';
import { idSchema } from './id-schema.js';
import { schemaRef } from './schema-ref.js';

const nullable = (schema: object): object => ({ anyOf: [schema, { type: 'null' }] });

const reserved = reservedPrefixes.map((prefix) => prefix.replaceAll('_', '[_.]')).join('|');

/**
 * The JSON Schema (2020-12) of the body of `POST /crm/activity/manage`. What each type of the catalogue requires is said by the
 * AsyncAPI document: with a condition for each of them here, schemathesis 4.32 gives up on making bodies.
 */
export const manualActivitySchema = {
  type: 'object',
  required: ['type', 'datatype', 'ownerId'],
  additionalProperties: false,
  properties: {
    type: {
      type: 'string',
      pattern: `^(?!${reserved})(?=[a-z0-9_.]{1,64}$)[a-z][a-z0-9_]*([.][a-z0-9_]*)?$`,
      description:
        'In the spelling of either document: `call_logged` or `call.logged`. What the types of the catalogue require is at `/asyncapi`. ' +
        `Types that begin with ${reservedPrefixes.map((prefix) => `\`${prefix}\``).join(', ')} are reserved.`,
    },
    datatype: datatypeSchema,
    ownerId: idSchema,
    name: nullable({
      ...textSchema({ kind: 'name', maxLength: eventLimits.maxNameLength }),
      description: 'The name of the record.',
    }),
    summary: nullable(textSchema({ kind: 'free', maxLength: eventLimits.maxSummaryLength })),
    durationSeconds: nullable({ type: 'number', minimum: 0, maximum: eventLimits.maxDurationSeconds }),
    metadata: nullable({ type: 'object', additionalProperties: true }),
    changes: nullable({
      type: 'array',
      maxItems: eventLimits.maxChanges,
      items: { $ref: schemaRef('FieldChangeInput') },
    }),
    timestamp: nullable({
      type: 'string',
      format: 'date-time',
      description: 'When it happened, with an offset; now when absent.',
    }),
    subjects: nullable({
      type: 'array',
      maxItems: eventLimits.maxSubjects - 1,
      items: { $ref: schemaRef('SubjectInput') },
      description: 'Further records that it is about.',
    }),
  },
  example: manualActivityExample,
};

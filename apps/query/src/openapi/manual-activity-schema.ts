import { typeCatalogue } from '@activity-log/activity';
import { datatypeSchema, eventLimits, textSchema } from '@activity-log/contracts';
import { maxHoursAhead } from '../manual/manual-breaches.js';
import { reservedPrefixes } from '../manual/reserved-types.js';
import { manualActivityExample } from './examples.js';
import { idSchema } from './id-schema.js';
import { schemaRef } from './schema-ref.js';

const nullable = (schema: object): object => ({ anyOf: [schema, { type: 'null' }] });

const reserved = reservedPrefixes.map((prefix) => prefix.replaceAll('_', '[_.]')).join('|');
const isReserved = (type: string): boolean => reservedPrefixes.some((prefix) => type.startsWith(prefix));
const named = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
const programsTypes = typeCatalogue.flatMap(({ type, loggedBy }) =>
  loggedBy === 'system' && !isReserved(type) ? [type] : [],
);

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
        `Programs alone log ${named(programsTypes)}, and \`<datatype>_created\` and \`<datatype>_deleted\` of the record's own datatype. ` +
        `Nobody logs by hand what begins with ${named(reservedPrefixes)}.`,
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
      description: 'By programs alone: what became of the data of the record.',
    }),
    timestamp: nullable({
      type: 'string',
      format: 'date-time',
      description: `When it happened, with an offset, at most ${maxHoursAhead} hours ahead; now when absent.`,
    }),
    causationId: nullable({
      ...textSchema({ kind: 'id', maxLength: eventLimits.maxCorrelationIdLength }),
      description:
        'The id of the event or activity that led to it, published as `causationid`: a program that answers an activity with one of its own ends loops by it.',
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

import { eventLimits } from '../limits.js';
import { schemaRef } from './schema-ref.js';
import type { JsonSchema } from './json-schema.js';

const texts = (...names: readonly string[]): Record<string, JsonSchema> =>
  Object.fromEntries(names.map((name) => [name, { type: 'string' }]));

/** An activity as the log publishes it. Parts that it does not have are left out, except `user`; more parts may come. */
export const activitySchema: JsonSchema = {
  type: 'object',
  required: ['id', 'type', 'activityType', 'timestamp', 'recorded_at', 'position', 'user', 'record', 'subjects'],
  properties: {
    id: { type: 'string', pattern: '^act_[0-9a-f]{32}$' },
    type: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,63}$' },
    activityType: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,63}$' },
    timestamp: { type: 'string', format: 'date-time', description: 'When it happened, in UTC.' },
    recorded_at: { type: 'string', format: 'date-time', description: 'When it entered the log.' },
    position: { type: 'string', pattern: '^[1-9][0-9]*$', description: "Its place in the org's log." },
    user: {
      description: 'Who did it; null is the system.',
      anyOf: [{ type: 'object', required: ['id'], properties: texts('id', 'name', 'email') }, { type: 'null' }],
    },
    record: {
      type: 'object',
      description: 'The first of `subjects`, by its module.',
      required: ['id', 'module'],
      properties: texts('id', 'module', 'name'),
    },
    subjects: {
      type: 'array',
      minItems: 1,
      maxItems: eventLimits.maxSubjects,
      items: { $ref: schemaRef('SubjectInput') },
    },
    changes: { type: 'array', maxItems: eventLimits.maxChanges, items: { $ref: schemaRef('FieldChangeInput') } },
    summary: { type: 'string' },
    durationSeconds: { type: 'number', minimum: 0 },
    metadata: { type: 'object' },
  },
};

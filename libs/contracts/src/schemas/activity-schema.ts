import { activityTypePattern } from '@activity-log/activity';
import { eventLimits } from '../limits.js';
import { datatypePattern } from '../subject-input.js';
import { textSchema } from './input-schemas.js';
import type { JsonSchema } from './json-schema.js';

const text: JsonSchema = { type: 'string' };
const anyValue: JsonSchema = { description: 'Any JSON value.' };

/** A moment as the log writes it; `meaning` is a sentence. */
export function instantSchema(meaning: string): JsonSchema {
  return {
    type: 'string',
    format: 'date-time',
    description: `${meaning} In UTC; a fraction of the second has 1 to 6 digits, or is left out: compare moments, not texts.`,
  };
}

/** The id of an activity. */
export const activityIdSchema: JsonSchema = { type: 'string', pattern: '^act_[0-9a-f]{32}$' };

/** The place of an activity in the log of its org. */
export const positionSchema: JsonSchema = { type: 'string', pattern: '^[1-9][0-9]*$' };

/** Who did something; the system is null. */
export const actorSchema: JsonSchema = {
  description: 'Who did it; null is the system.',
  anyOf: [{ type: 'object', required: ['id'], properties: { id: text, name: text, email: text } }, { type: 'null' }],
};

/** A record as document B names it. */
export const recordSchema: JsonSchema = {
  type: 'object',
  required: ['id', 'module'],
  properties: { id: text, module: text, name: text },
};

/** A field that changed, as the log has it. A `from` or `to` that was not given is left out. */
export const fieldChangeSchema: JsonSchema = {
  type: 'object',
  required: ['field'],
  properties: {
    field: textSchema({ kind: 'id', maxLength: eventLimits.maxFieldLength }),
    from: anyValue,
    to: anyValue,
  },
};

/**
 * An activity, as every REST route answers it and as the log publishes it. The schema of `type` is the caller's: its spelling
 * is that of the route. More parts may come, so none is refused.
 */
export function activitySchema({ type }: { readonly type: JsonSchema }): JsonSchema {
  return {
    type: 'object',
    description: 'One entry of the log. Parts that it does not have are left out, except `user`.',
    required: ['id', 'type', 'activityType', 'timestamp', 'recorded_at', 'position', 'user', 'record', 'subjects'],
    properties: {
      id: activityIdSchema,
      type,
      activityType: {
        type: 'string',
        pattern: activityTypePattern.source,
        description: 'In the spelling of document A.',
      },
      timestamp: instantSchema('When it happened.'),
      recorded_at: instantSchema('When it entered the log.'),
      position: { ...positionSchema, description: "Its place in the org's log." },
      user: actorSchema,
      record: { ...recordSchema, description: 'The first of `subjects`, as document B names it.' },
      subjects: {
        type: 'array',
        description: 'Every record that it is about.',
        minItems: 1,
        maxItems: eventLimits.maxSubjects,
        items: {
          type: 'object',
          required: ['datatype', 'ownerId'],
          properties: {
            datatype: { type: 'string', pattern: datatypePattern.source, examples: ['contact', 'ticket'] },
            ownerId: textSchema({ kind: 'id', maxLength: eventLimits.maxOwnerIdLength }),
            name: textSchema({ kind: 'name', maxLength: eventLimits.maxNameLength }),
          },
        },
      },
      changes: { type: 'array', maxItems: eventLimits.maxChanges, items: fieldChangeSchema },
      summary: text,
      durationSeconds: { type: 'number', minimum: 0 },
      metadata: { type: 'object', additionalProperties: true },
    },
    examples: [activityExample],
  };
}

/** An activity that a member of staff logged by hand. */
export const activityExample = {
  id: 'act_5f0c1b7a9e3d4c2b8a6f7e5d4c3b2a19',
  type: 'call_logged',
  activityType: 'call_logged',
  position: '1042',
  recorded_at: '2026-11-22T08:00:01.204Z',
  durationSeconds: 900,
  metadata: { outcome: 'positive', phone: '+15551234567' },
  record: { id: 'contact-abc', module: 'contacts' },
  subjects: [{ datatype: 'contact', ownerId: 'contact-abc' }],
  summary: '15min discovery call. Interested in enterprise plan.',
  timestamp: '2026-11-22T08:00:01.2Z',
  user: { email: 'sarah@example.com', id: 'usr_123', name: 'Sarah Chen' },
};

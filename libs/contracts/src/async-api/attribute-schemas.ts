import { eventLimits } from '../limits.js';
import { instantSchema } from '../schemas/activity-schema.js';
import type { JsonSchema } from '../schemas/json-schema.js';

const text = (maxLength: number, description: string): JsonSchema => ({
  type: 'string',
  minLength: 1,
  maxLength,
  pattern: String.raw`^[^\u0000-\u001f\u007f-\u009f]+$`,
  description,
});

/** The attributes that every CloudEvent of the log has, by name. */
export const requiredAttributes: Readonly<Record<string, JsonSchema>> = {
  specversion: { const: '1.0', description: 'Of CloudEvents.' },
  id: text(eventLimits.maxEventIdLength, 'Known by org, source and id: the same event again is stored once.'),
  source: {
    ...text(eventLimits.maxSourceLength, 'Who publishes; what begins with `/crm/activity/` is the log itself.'),
    format: 'uri-reference',
    not: { pattern: '^/crm/activity/' },
  },
  type: {
    type: 'string',
    pattern: '^[a-z][a-z0-9_]*(\\.[a-z0-9_]*)?$',
    maxLength: 64,
    description: 'The activity type, in either spelling.',
  },
  time: { type: 'string', format: 'date-time', description: 'When it happened, with an offset.' },
  orgid: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$', description: 'The workspace.' },
};

/** The attributes that a CloudEvent of the log may have, by name. */
export const optionalAttributes: Readonly<Record<string, JsonSchema>> = {
  correlationid: text(eventLimits.maxCorrelationIdLength, 'What it belongs to; carried on.'),
  causationid: text(
    eventLimits.maxCorrelationIdLength,
    'The event or activity that caused it; by it a processor sees its own loops.',
  ),
  traceparent: { type: 'string', description: 'W3C trace context; one that is not valid is ignored.' },
};

/** The attributes that the log adds to an activity that it publishes, by name. */
export const activityAttributes: Readonly<Record<string, JsonSchema>> = {
  sequence: {
    type: 'string',
    pattern: '^[1-9][0-9]*$',
    description: 'The position in the log of the org; rises within a partition, and a suffix may be repeated.',
  },
  recordedtime: instantSchema('When it entered the log.'),
};

import { logTypes, typeCatalogue } from '@activity-log/activity';
import { binaryContentType, structuredContentType } from '../cloud-event-names.js';
import { deadLetterHeaders, type DeadLetterHeader } from '../dead-letter-headers.js';
import { eventErrorCatalogue } from '../event-error.js';
import { eventExamples } from '../event-examples.js';
import { activityIdSchema } from '../schemas/activity-schema.js';
import { schemaFormat, type JsonSchema } from '../schemas/json-schema.js';
import { activityAttributes } from './attribute-schemas.js';
import { dataSchema, sentTypeSchema, spellingsOf } from './event-schemas.js';
import { headerSchema } from './header-schema.js';
import {
  customExample,
  deadLetterExample,
  eventExample,
  publishedExample,
  structuredExample,
} from './message-examples.js';
import { schemaRef } from './schema-ref.js';

/** A message of the AsyncAPI document. */
export type Message = Readonly<Record<string, unknown>>;

const recordKey = {
  type: 'string',
  pattern: '^[^/]+/[a-z][a-z0-9_]{0,63}/.+$',
  description: '`<orgid>/<datatype>/<ownerId>` of the first subject.',
  examples: ['acme/ticket/T-1'],
};
const kafka = (key: JsonSchema) => ({ kafka: { key, bindingVersion: '0.5.0' } });
const asSchema = (schema: JsonSchema) => ({ schemaFormat, schema });

/** What services publish, by name: a message for each type of the catalogue, one for custom types, one for structured mode. */
export function eventMessages(requirements: Readonly<Record<string, JsonSchema>>): Readonly<Record<string, Message>> {
  const ofCatalogue = typeCatalogue.map(({ type, description }): [string, Message] => [
    type,
    {
      name: type,
      title: type,
      summary: description,
      contentType: binaryContentType,
      headers: asSchema(
        headerSchema({ type: { enum: [...spellingsOf(type)], description: 'The activity type, in either spelling.' } }),
      ),
      payload: asSchema(dataSchema(type, requirements)),
      bindings: kafka(recordKey),
      examples: [eventExample(eventExamples[type])],
    },
  ]);
  return {
    ...Object.fromEntries(ofCatalogue),
    custom_activity: {
      name: 'custom_activity',
      title: 'A type of your own',
      summary: 'Any type that is not in the catalogue: any first subject, nothing required, seen by staff.',
      contentType: binaryContentType,
      headers: asSchema(headerSchema({ type: sentTypeSchema })),
      payload: asSchema(dataSchema('', requirements)),
      bindings: kafka(recordKey),
      examples: [customExample],
    },
    structured_event: {
      name: 'structured_event',
      title: 'Any type, in structured mode',
      summary: 'The whole event is the value; the header `content-type` says so.',
      contentType: structuredContentType,
      headers: asSchema({
        type: 'object',
        required: ['content-type'],
        properties: {
          'content-type': {
            type: 'string',
            pattern: '^application/cloudevents\\+json',
            description: 'That the value is the whole event.',
          },
        },
      }),
      payload: asSchema({ $ref: schemaRef('StructuredEvent') }),
      bindings: kafka(recordKey),
      examples: [structuredExample],
    },
  };
}

/** What the log publishes. */
export const activityMessages: Readonly<Record<string, Message>> = {
  activity: {
    name: 'activity',
    title: 'An activity',
    summary: 'One for every entry of the log, per org in the order of the log.',
    description: `Its type is that of the event, or one of those by which the log tells what was done to it:\n\n${logTypes
      .map(({ type, description }) => `- \`${type}\`: ${description}`)
      .join('\n')}`,
    contentType: binaryContentType,
    headers: asSchema(
      headerSchema({ ...activityAttributes, id: { ...activityIdSchema, description: 'The id of the activity.' } }),
    ),
    payload: asSchema({ $ref: schemaRef('Activity') }),
    bindings: kafka(recordKey),
    examples: [publishedExample],
  },
};

const deadLetterHeaderSchemas: Readonly<Partial<Record<DeadLetterHeader, JsonSchema>>> = {
  'x-activity-error-code': { enum: Object.keys(eventErrorCatalogue) },
  'x-activity-error-stage': { enum: ['decode', 'parse', 'append'] },
  'x-activity-error-at': { format: 'date-time' },
};

const deadLetterHeaderFacts: Readonly<Record<DeadLetterHeader, string>> = {
  'x-activity-error-code': 'Why it was refused.',
  'x-activity-error-stage': 'Where it was refused.',
  'x-activity-error-path': 'The part of the event that is at fault; empty when it is the whole.',
  'x-activity-error-message': 'The rule that it breaks, in words.',
  'x-activity-error-at': 'When it was refused.',
  'x-activity-error-last-offset': 'The offset of the original; the last of a batch that could not be read.',
  'x-activity-error-value-omitted': 'The bytes of the value, when it was too large to be kept; else empty.',
  'x-activity-error-headers-omitted': 'The bytes of key and headers, when they were too large to be kept; else empty.',
  '__connect.errors.topic': 'The topic of the original.',
  '__connect.errors.partition': 'The partition of the original.',
  '__connect.errors.offset': 'The offset of the original; the first of a batch that could not be read.',
  '__connect.errors.connector.name': 'Who refused it.',
  '__connect.errors.task.id': 'The partition, which is what a task works on.',
  '__connect.errors.stage': 'The stage, as Kafka Connect spells it.',
  '__connect.errors.class.name': 'The class of the error.',
  '__connect.errors.exception.class.name': 'The class of the error.',
  '__connect.errors.exception.message': 'Code and rule together.',
};

/** What could not become an activity. */
export const deadLetterMessages: Readonly<Record<string, Message>> = {
  dead_letter: {
    name: 'dead_letter',
    title: 'A dead letter',
    summary:
      'Key, value, headers and timestamp of the original, byte for byte, and behind them the reason. The value may be no JSON at all, or none.',
    headers: asSchema({
      type: 'object',
      required: [...deadLetterHeaders],
      properties: {
        ...Object.fromEntries(
          deadLetterHeaders.map((name): [string, JsonSchema] => [
            name,
            { type: 'string', ...deadLetterHeaderSchemas[name], description: deadLetterHeaderFacts[name] },
          ]),
        ),
      },
    }),
    payload: asSchema({}),
    bindings: kafka({ description: 'The key of the original, or none.' }),
    examples: [deadLetterExample],
  },
};

import { typeCatalogue, type CatalogueType } from '@activity-log/activity';
import { binaryContentType, structuredContentType } from '../cloud-event-names.js';
import { deadLetterHeaders } from '../dead-letter-headers.js';
import { eventErrorCatalogue } from '../event-error.js';
import { eventExamples } from '../event-examples.js';
import { activityExample } from '../schemas/activity-schema.js';
import { schemaFormat, type JsonSchema } from '../schemas/json-schema.js';
import { activityAttributes } from './attribute-schemas.js';
import { dataSchema, spellingsOf } from './event-schemas.js';
import { headerSchema } from './header-schema.js';
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
      headers: asSchema(headerSchema({ type: { enum: [...spellingsOf(type)] } })),
      payload: asSchema(dataSchema(type, requirements)),
      bindings: kafka(recordKey),
      examples: [{ name: type, payload: exampleData(type) }],
    },
  ]);
  return {
    ...Object.fromEntries(ofCatalogue),
    custom_activity: {
      name: 'custom_activity',
      title: 'A type of your own',
      summary: 'Any type that is not in the catalogue: any first subject, nothing required, seen by staff.',
      contentType: binaryContentType,
      headers: asSchema(headerSchema()),
      payload: asSchema(dataSchema('', requirements)),
      bindings: kafka(recordKey),
    },
    structured_event: {
      name: 'structured_event',
      title: 'Any type, in structured mode',
      summary: 'The whole event is the value; the header `content-type` says so.',
      contentType: structuredContentType,
      headers: asSchema({
        type: 'object',
        required: ['content-type'],
        properties: { 'content-type': { type: 'string', pattern: '^application/cloudevents\\+json' } },
      }),
      payload: asSchema({ $ref: schemaRef('StructuredEvent') }),
      bindings: kafka(recordKey),
    },
  };
}

/** What the log publishes. */
export const activityMessages: Readonly<Record<string, Message>> = {
  activity: {
    name: 'activity',
    title: 'An activity',
    summary: 'One for every entry of the log, per org in the order of the log.',
    contentType: binaryContentType,
    headers: asSchema(headerSchema({ ...activityAttributes, id: { type: 'string', pattern: '^act_[0-9a-f]{32}$' } })),
    payload: asSchema({ $ref: schemaRef('Activity') }),
    bindings: kafka(recordKey),
    examples: [{ name: activityExample.type, payload: activityExample }],
  },
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
        ...Object.fromEntries(deadLetterHeaders.map((name): [string, JsonSchema] => [name, { type: 'string' }])),
        'x-activity-error-code': { enum: Object.keys(eventErrorCatalogue) },
        'x-activity-error-stage': { enum: ['decode', 'parse', 'append'] },
        'x-activity-error-at': { type: 'string', format: 'date-time' },
      },
    }),
    payload: asSchema({}),
    bindings: kafka({ description: 'The key of the original, or none.' }),
  },
};

function exampleData(type: CatalogueType): object {
  const parts = Object.entries(eventExamples[type]).filter(([name]) => name !== 'org' && name !== 'type');
  return Object.fromEntries(parts);
}

import { attributeHeaderPrefix, binaryContentType, contentTypeHeader } from '../cloud-event-names.js';
import type { JsonSchema } from '../schemas/json-schema.js';
import { optionalAttributes, requiredAttributes } from './attribute-schemas.js';

/** The Kafka headers of a CloudEvent in binary mode; `attributes` adds to those of every event or narrows them. */
export function headerSchema(attributes: Readonly<Record<string, JsonSchema>> = {}): JsonSchema {
  const required = { ...requiredAttributes, ...attributes };
  return {
    type: 'object',
    required: Object.keys(required).map(headerName),
    properties: {
      [contentTypeHeader]: { const: binaryContentType, description: 'What the value is.' },
      ...headersOf({ ...required, ...optionalAttributes }),
    },
  };
}

function headersOf(attributes: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(attributes).map(([name, schema]) => [headerName(name), schema]));
}

function headerName(attribute: string): string {
  return attributeHeaderPrefix + attribute;
}

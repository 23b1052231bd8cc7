import { logTypes, typeCatalogue } from '@activity-log/activity';
import type { JsonSchema } from '../schemas/json-schema.js';
import { optionalAttributes, requiredAttributes } from './attribute-schemas.js';
import { requirementSchema } from './requirement-schema.js';
import { schemaRef } from './schema-ref.js';

/** Both spellings of a type: A's, and with a dot for the last underscore. */
export function spellingsOf(type: string): readonly string[] {
  return [type, type.replace(/_(?=[^_]*$)/, '.')];
}

/** The attribute `type` of what services send: any type but those of the log itself. */
export const sentTypeSchema: JsonSchema = {
  ...requiredAttributes['type'],
  not: { enum: logTypes.flatMap(({ type }) => spellingsOf(type)) },
};

/** The name of the schema of what a type requires. */
export function requirementName(type: string): string {
  return `Required_${type}`;
}

/** What each type requires, by the name of its schema; types that require nothing have none. */
export function requirementSchemas(): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(
    typeCatalogue.flatMap((row) => {
      const schema = requirementSchema(row);
      return schema === undefined ? [] : [[requirementName(row.type), schema]];
    }),
  );
}

/** The `data` of an event of a type. */
export function dataSchema(type: string, requirements: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const data = { $ref: schemaRef('ActivityEventData') };
  const name = requirementName(type);
  return name in requirements ? { allOf: [data, { $ref: schemaRef(name) }] } : data;
}

/** A whole event, as structured mode has it. Attributes that are not named here are let through. */
export function structuredEventSchema(requirements: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return {
    type: 'object',
    required: [...Object.keys(requiredAttributes), 'data'],
    properties: {
      ...requiredAttributes,
      type: sentTypeSchema,
      ...Object.fromEntries(
        Object.entries(optionalAttributes).map(([name, schema]) => [name, { anyOf: [schema, { type: 'null' }] }]),
      ),
      datacontenttype: { type: 'string' },
      data: { $ref: schemaRef('ActivityEventData') },
    },
    allOf: typeCatalogue
      .filter(({ type }) => requirementName(type) in requirements)
      .map(({ type }) => ({
        if: { properties: { type: { enum: [...spellingsOf(type)] } } },
        then: { properties: { data: { $ref: schemaRef(requirementName(type)) } } },
      })),
  };
}

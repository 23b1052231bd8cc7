import { moduleNames } from '@activity-log/activity';
import { getMetadataStorage } from 'class-validator';
import { targetConstructorToSchema } from 'class-validator-jsonschema';
import { ActivityEventData } from '../activity-event-data.js';
import { ActorInput } from '../actor-input.js';
import { FieldChangeInput } from '../field-change-input.js';
import type { TextRule } from '../is-bounded-text.js';
import { datatypePattern, SubjectInput } from '../subject-input.js';
import type { JsonSchema } from './json-schema.js';

const inputs = [ActivityEventData, SubjectInput, ActorInput, FieldChangeInput] as const;

/** The name of a schema that is generated from a class. */
export type InputName = 'ActivityEventData' | 'SubjectInput' | 'ActorInput' | 'FieldChangeInput';

/** The class of each part that is an object or a list of objects. */
const partClasses: Readonly<Record<string, (typeof inputs)[number]>> = {
  subjects: SubjectInput,
  user: ActorInput,
  changes: FieldChangeInput,
};

/** The datatype of a record: the names of modules, such as contacts, are refused. */
export const datatypeSchema: JsonSchema = {
  type: 'string',
  pattern: datatypePattern.source,
  not: { enum: [...moduleNames] },
  examples: ['contact', 'ticket'],
};

/** What class-validator knows of one rule. */
interface Rule {
  readonly propertyName: string;
  readonly constraints?: readonly unknown[];
}

type GeneratedSchema = Readonly<{ properties?: Record<string, JsonSchema>; required?: readonly string[] }>;

/** What control characters and U+0000 are refused by; half surrogates are no text to a schema at all. */
const textPatterns = {
  id: String.raw`^[^\u0000-\u001f\u007f-\u009f]+$`,
  name: String.raw`^[^\u0000]*$`,
  free: String.raw`^[^\u0000]*$`,
} as const satisfies Record<TextRule['kind'], string>;

/**
 * The schemas of the classes that validate an event's `data`, by the names of the classes, generated from their decorators.
 * They accept everything that the classes accept, but for datatypes that the catalogue refuses. They accept a little more, which a schema cannot say: a record that is
 * named twice under two names, half surrogates, and texts too long in UTF-16 code units but not in characters.
 * `refTo` says where a document has the schema of a name.
 */
export function inputSchemas(refTo: (name: InputName) => string): Readonly<Record<InputName, JsonSchema>> {
  return Object.fromEntries(inputs.map((input) => [input.name, schemaOf(input, refTo)])) as never;
}

function schemaOf(input: (typeof inputs)[number], refTo: (name: InputName) => string): JsonSchema {
  const generated = targetConstructorToSchema(input, {
    additionalConverters: {
      isBoundedText: ({ constraints }: Rule) => textSchema(constraints?.[0] as TextRule),
      nestedValidation: ({ propertyName }: Rule) => ({ $ref: refTo(partClass(propertyName).name as InputName) }),
      // Lists are unique by datatype and owner id, of which `uniqueItems` is the part that a schema can say.
      whitelistValidation: {},
    },
  }) as unknown as GeneratedSchema;
  const optional = partsWith(input, 'conditionalValidation');
  const unruled = partsWith(input, 'whitelistValidation');
  const properties = Object.entries(generated.properties ?? {}).map(([name, schema]): [string, JsonSchema] => [
    name,
    optional.has(name) ? { anyOf: [schema, { type: 'null' }] } : name === 'datatype' ? datatypeSchema : schema,
  ]);
  return {
    type: 'object',
    required: (generated.required ?? []).filter((name) => !unruled.has(name)),
    additionalProperties: false,
    properties: Object.fromEntries(properties),
  };
}

/** A text under a rule. */
export function textSchema({ kind, maxLength }: TextRule): JsonSchema {
  return { type: 'string', ...(kind === 'id' ? { minLength: 1 } : {}), maxLength, pattern: textPatterns[kind] };
}

function partClass(propertyName: string): (typeof inputs)[number] {
  const found = partClasses[propertyName];
  if (!found) throw new Error(`${propertyName} has parts of no known class`);
  return found;
}

function partsWith(input: (typeof inputs)[number], type: string): ReadonlySet<string> {
  const rules = getMetadataStorage().getTargetValidationMetadatas(input, '', false, false);
  return new Set(rules.filter((rule) => rule.type === type).map((rule) => rule.propertyName));
}

import {
  assertNever,
  customerDatatypes,
  type CatalogueEntry,
  type FirstSubject,
  type RequiredPart,
} from '@activity-log/activity';
import type { JsonSchema } from '../schemas/json-schema.js';

/** What a type requires of an event's `data` beyond what every event has; undefined when it requires nothing. */
export function requirementSchema({ firstSubject, required }: CatalogueEntry): JsonSchema | undefined {
  const all = [...subjectSchemas(firstSubject), ...required.map(partSchema)];
  const [first, ...others] = all;
  if (first === undefined) return undefined;
  return others.length === 0 ? first : { allOf: all };
}

function subjectSchemas(first: FirstSubject): readonly JsonSchema[] {
  switch (first.kind) {
    case 'any':
      return [];
    case 'customer':
      return [firstDatatype({ enum: [...customerDatatypes] })];
    case 'datatype':
      return [firstDatatype({ const: first.datatype })];
    default:
      return assertNever(first);
  }
}

function firstDatatype(datatype: JsonSchema): JsonSchema {
  return { properties: { subjects: { prefixItems: [{ properties: { datatype } }] } } };
}

function partSchema(part: RequiredPart): JsonSchema {
  switch (part.kind) {
    case 'changes':
      return { required: ['changes'], properties: { changes: { type: 'array', minItems: 1 } } };
    case 'change-on':
      return {
        required: ['changes'],
        properties: { changes: { type: 'array', contains: { properties: { field: { const: part.field } } } } },
      };
    case 'metadata':
      return {
        required: ['metadata'],
        properties: {
          metadata: {
            type: 'object',
            required: [part.key],
            properties: { [part.key]: part.oneOf ? { enum: [...part.oneOf] } : { not: { enum: [null, ''] } } },
          },
        },
      };
    default:
      return assertNever(part);
  }
}

import { describe, expect, it } from '@jest/globals';
import type { JsonObject, JsonValue } from '@activity-log/activity';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { EventError, type EventErrorCode } from '../event-error.js';
import { parseEventData } from '../parse-event-data.js';
import { inputSchemas } from './input-schemas.js';

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
ajv.addSchema({ $id: 'inputs', $defs: inputSchemas((name) => `inputs#/$defs/${name}`) });
const accepts = ajv.compile({ $ref: 'inputs#/$defs/ActivityEventData' });

/** What the classes say of it; nothing when they accept it. */
function codeOf(data: JsonValue): EventErrorCode | undefined {
  try {
    parseEventData(data);
    return undefined;
  } catch (error) {
    if (error instanceof EventError) return error.code;
    throw error;
  }
}

const id = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const free = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.constant('two\nlines'));
const optional = <T>(value: fc.Arbitrary<T>) => fc.oneof(value, fc.constantFrom(null, undefined));

const subject = fc.record({ datatype: fc.constantFrom('contact', 'ticket'), ownerId: id, name: optional(free) });
const validData = fc.record({
  subjects: fc.uniqueArray(subject, {
    minLength: 1,
    maxLength: 3,
    selector: ({ datatype, ownerId }) => JSON.stringify([datatype, ownerId]),
  }),
  user: optional(fc.record({ id, name: optional(free), email: optional(free) })),
  changes: optional(
    fc.array(fc.record({ field: id, from: fc.jsonValue(), to: fc.jsonValue() }, { requiredKeys: ['field'] }), {
      maxLength: 2,
    }),
  ),
  summary: optional(free),
  durationSeconds: optional(fc.double({ min: 0, max: 315_360_000, noNaN: true })),
  metadata: optional(fc.dictionary(fc.string(), fc.jsonValue())),
});

/** A part of the data, by its path, that is something else than it was. */
interface Fault {
  readonly path: readonly [string, ...string[]];
  readonly value: JsonValue | undefined;
}

const fault: fc.Arbitrary<Fault> = fc.record({
  path: fc.constantFrom<Fault['path'][]>(
    ['subjects'],
    ['subjects', '0'],
    ['subjects', '0', 'datatype'],
    ['subjects', '0', 'ownerId'],
    ['subjects', '0', 'name'],
    ['subjects', '0', 'colour'],
    ['user'],
    ['user', 'id'],
    ['user', 'email'],
    ['changes'],
    ['changes', '0'],
    ['changes', '0', 'field'],
    ['changes', '0', 'colour'],
    ['summary'],
    ['durationSeconds'],
    ['metadata'],
    ['colour'],
  ),
  value: fc.constantFrom<(JsonValue | undefined)[]>(
    ...[undefined, null, true, -1, 0.5, 400_000_000, [], {}],
    ...['', 'text', 'a\nb', 'a\u0000', 'Contact', 'a'.repeat(65), 'x'.repeat(257), 'x'.repeat(513), 'x'.repeat(10_001)],
  ),
});

const asJson = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;

/** The data with a fault; as it was where it has no such part. */
function withFault(data: JsonValue, { path, value }: Fault): JsonValue {
  const [key, ...[next, ...further]] = path;
  if (typeof data !== 'object' || data === null || (Array.isArray(data) && !(key in data))) return data;
  const parts = data as JsonObject;
  const inside = next === undefined ? value : withFault(parts[key] ?? null, { path: [next, ...further], value });
  return asJson(Array.isArray(data) ? data.with(Number(key), inside ?? null) : { ...parts, [key]: inside });
}

describe('the schemas of what comes in', () => {
  it('accept everything that the classes accept', () => {
    fc.assert(
      fc.property(validData.map(asJson), (data) => {
        expect([codeOf(data), accepts(data)]).toEqual([undefined, true]);
      }),
    );
  });

  it('refuse what the classes refuse, but for a record named twice', () => {
    const faulty = fc
      .tuple(validData.map(asJson), fc.array(fault, { minLength: 1, maxLength: 2 }))
      .map(([data, faults]) => faults.reduce(withFault, data));
    const verdicts = new Set<EventErrorCode | undefined>();
    const contact = { datatype: 'contact', ownerId: 'c-1' };
    fc.assert(
      fc.property(faulty, (data) => {
        const code = codeOf(data);
        verdicts.add(code);
        if (code !== 'duplicate_subject') expect([code, accepts(data)]).toEqual([code, code === undefined]);
      }),
      {
        numRuns: 1_000,
        examples: [
          [{}],
          [{ subjects: [] }],
          [{ subjects: [contact], colour: 'red' }],
          [{ subjects: [contact, contact] }],
        ],
      },
    );
    expect([...verdicts]).toEqual(
      expect.arrayContaining(['missing_field', 'invalid_field', 'unknown_field', 'duplicate_subject']),
    );
  });
});

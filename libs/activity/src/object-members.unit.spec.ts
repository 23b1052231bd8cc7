import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, type JsonObject, type JsonValue } from './json-value.js';
import { objectMembers, objectText } from './object-members.js';

const objects = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<JsonValue>);

describe('objectMembers', () => {
  it('are those that a parser finds, whatever is in them', () => {
    fc.assert(
      fc.property(objects, (object: JsonObject) => {
        const text = canonicalJson(object);
        const members = [...objectMembers(text)];
        const parsed = members.map(({ key, value }) => [JSON.parse(`"${key}"`), JSON.parse(value)] as const);
        expect(parsed).toEqual(Object.entries(JSON.parse(text) as JsonObject).sort(([a], [b]) => (a < b ? -1 : 1)));
        expect(objectText(members)).toBe(text);
      }),
    );
  });

  it.each([
    ['nothing', {}],
    ['quotes, backslashes and brackets in texts', { '"': '\\', '\\"': '}\\\\"', '{': '",[', a: ['}', { ']': ',' }] }],
    ['the last number', { a: [1, 2], z: -1.5e-7 }],
  ])('are found in an object of %s', (_what, object) => {
    const text = canonicalJson(object);
    expect(objectText([...objectMembers(text)])).toBe(text);
    expect([...objectMembers(text)]).toHaveLength(Object.keys(object).length);
  });

  it.each(['{"a":"b}', '{"a":[1}', '{"a'])('of the torn text %s are refused', (text) => {
    expect(() => [...objectMembers(text)]).toThrow(RangeError);
  });
});

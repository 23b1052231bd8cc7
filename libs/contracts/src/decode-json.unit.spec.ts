import { canonicalJson, type JsonValue } from '@activity-log/activity';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeJson } from './decode-json.js';
import { EventError } from './event-error.js';
import { eventLimits } from './limits.js';

const decodeText = (text: string): JsonValue => decodeJson(Buffer.from(text));

function refusal(decode: () => unknown): Pick<EventError, 'code' | 'path'> {
  try {
    decode();
  } catch (error) {
    if (error instanceof EventError)
      return { code: error.code, ...(error.path === undefined ? {} : { path: error.path }) };
    throw error;
  }
  throw new Error('nothing was refused');
}

const forbidden = new Set(['__proto__', 'constructor', 'prototype']);
const text = fc.string({ unit: 'binary' }).map((s) => s.replaceAll('\0', '').toWellFormed());
const key = text.filter((s) => !forbidden.has(s));
const number = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .filter((n) => !Object.is(n, -0) && (!Number.isInteger(n) || Number.isSafeInteger(n)));
const safeJson: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 8 },
    fc.constant(null),
    fc.boolean(),
    number,
    fc.maxSafeInteger(),
    text,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
})).value;

describe('decodeJson', () => {
  it('gives back every value whose canonical bytes it gets', () => {
    fc.assert(
      fc.property(safeJson, (value) => {
        expect(decodeText(canonicalJson(value))).toEqual(value);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives the same canonical bytes for a value however it was spaced', () => {
    fc.assert(
      fc.property(safeJson, fc.integer({ min: 0, max: 4 }), (value, indent) => {
        expect(canonicalJson(decodeText(` ${JSON.stringify(value, null, indent)}\r\n\t`))).toBe(canonicalJson(value));
      }),
    );
  });

  it('throws nothing but coded errors, whatever the bytes', () => {
    const almostJson = fc.tuple(safeJson, fc.nat(), fc.integer({ min: 0, max: 255 })).map(([value, at, byte]) => {
      const bytes = Buffer.from(canonicalJson(value));
      bytes[at % bytes.length] = byte;
      return bytes;
    });
    const bytes = fc.oneof(
      fc.uint8Array().map((array) => Buffer.from(array)),
      almostJson,
    );
    fc.assert(
      fc.property(bytes, (input) => {
        try {
          decodeJson(input);
        } catch (error) {
          expect(error).toBeInstanceOf(EventError);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it('accepts no text that JSON.parse refuses, and reads what it accepts as JSON.parse does', () => {
    const tokens = fc.array(fc.constantFrom(...Array.from('{}[]:,"\\ue0123456789.-+Ettruefalsn \n')), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(tokens, (characters) => {
        const candidate = characters.join('');
        let value: JsonValue;
        try {
          value = decodeText(candidate);
        } catch {
          return;
        }
        expect(value).toEqual(JSON.parse(candidate));
      }),
      { numRuns: 20_000 },
    );
  });

  it.each([
    ['2^53', '9007199254740992'],
    ['an integer beyond 2^53', '[9007199254740993]'],
    ['a huge integer that a double happens to hold', '1e300'],
    ['minus zero', '-0'],
    ['minus zero with decimals', '-0.0'],
    ['minus zero with an exponent', '-0e5'],
    ['more than a double can hold', '1e400'],
    ['more than numeric can hold', '1e131073'],
    ['less than a double can hold', '1e-400'],
    ['a decimal that loses digits', '0.1000000000000000055511151231257827'],
    ['a decimal with one digit too many', '1.2345678901234567890'],
    ['a decimal of a million digits', `0.${'1'.repeat(1_000_000)}`],
    ['an exponent beyond all bounds', '1e99999999999999999999'],
  ])('refuses %s as unsafe_number', (_, number) => {
    expect(refusal(() => decodeText(number)).code).toBe('unsafe_number');
  });

  it.each(['9007199254740991', '-9007199254740991', '0.1', '1.50', '15e-1', '1E+2', '5e-324', '0', '0.0', '-1.5e-7'])(
    'reads %s as the number it is',
    (number) => {
      expect(decodeText(number)).toBe(Number(number));
    },
  );

  it.each([
    ['an empty value', '', 'empty_value', undefined],
    ['white space alone', ' \n', 'invalid_json', undefined],
    ['a byte order mark', '\uFEFF{}', 'byte_order_mark', undefined],
    ['an escaped U+0000', '{"a":["x\\u0000"]}', 'nul_character', 'a.0'],
    ['a raw U+0000', '{"a":"x\0"}', 'nul_character', 'a'],
    ['a raw line feed in a text', '"a\nb"', 'invalid_json', undefined],
    ['a lone high surrogate', '{"a":"\\ud83d"}', 'lone_surrogate', 'a'],
    ['a lone low surrogate', '["\\ude00"]', 'lone_surrogate', '0'],
    ['surrogates the wrong way round', '["\\ude00\\ud83d"]', 'lone_surrogate', '0'],
    ['a lone surrogate in a key', '{"\\ud83d":1}', 'lone_surrogate', undefined],
    ['a key twice', '{"a":{"b":1,"b":2}}', 'duplicate_key', 'a.b'],
    ['a key twice with equal values', '{"b":1,"b":1}', 'duplicate_key', 'b'],
    ['a key twice in two spellings', '{"a":1,"\\u0061":1}', 'duplicate_key', 'a'],
    ['__proto__', '{"a":{"__proto__":{}}}', 'forbidden_key', 'a.__proto__'],
    ['constructor', '{"constructor":1}', 'forbidden_key', 'constructor'],
    ['prototype, escaped', '{"protot\\u0079pe":1}', 'forbidden_key', 'prototype'],
    ['a trailing comma', '[1,]', 'invalid_json', '1'],
    ['a comment', '{}//', 'invalid_json', undefined],
    ['a leading zero', '01', 'invalid_json', undefined],
    ['NaN', 'NaN', 'invalid_json', undefined],
    ['two values', '{}{}', 'invalid_json', undefined],
    ['an open object', '{"a":1', 'invalid_json', undefined],
    ['an open text', '"abc', 'invalid_json', undefined],
    ['an unknown escape', '"\\x41"', 'invalid_json', undefined],
    ['nesting that would blow the stack', '['.repeat(100_000), 'nesting_too_deep', '0.'.repeat(31) + '0'],
  ])('refuses %s', (_, json, code, path) => {
    expect(refusal(() => decodeText(json))).toEqual(path === undefined ? { code } : { code, path });
  });

  it.each([
    ['an overlong form', [0x22, 0xc0, 0x80, 0x22]],
    ['a surrogate encoded as UTF-8', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['a cut sequence', [0x22, 0xe2, 0x82, 0x22]],
    ['UTF-16', [0xff, 0xfe, 0x22, 0x00, 0x22, 0x00]],
  ])('refuses %s as invalid_utf8', (_, bytes) => {
    expect(refusal(() => decodeJson(Buffer.from(bytes))).code).toBe('invalid_utf8');
  });

  it('accepts the nesting limit and refuses one level more', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(() => decodeText(nested(eventLimits.maxNestingDepth))).not.toThrow();
    expect(refusal(() => decodeText(nested(eventLimits.maxNestingDepth + 1))).code).toBe('nesting_too_deep');
  });

  it('accepts 1 MiB and refuses one byte more', () => {
    const ofBytes = (bytes: number) => `"${'x'.repeat(bytes - 2)}"`;
    expect(() => decodeText(ofBytes(eventLimits.maxEventBytes))).not.toThrow();
    expect(refusal(() => decodeText(ofBytes(eventLimits.maxEventBytes + 1))).code).toBe('event_too_large');
  });

  it('names a path that a hostile key cannot make long, and that repeats no free text', () => {
    expect(refusal(() => decodeText(`{"${'k'.repeat(500_000)}":{"ada@example.com":{"e-mail_2":-0}}}`)).path).toBe(
      '*.*.e-mail_2',
    );
    const nested = Array.from({ length: 30 }, () => 'k'.repeat(64)).reduceRight(
      (inner, k) => `{"${k}":${inner}}`,
      '-0',
    );
    expect(refusal(() => decodeText(nested)).path).toHaveLength(eventLimits.maxErrorPathLength);
  });
});

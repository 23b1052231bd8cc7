import { isUtf8 } from 'node:buffer';
import type { JsonObject, JsonValue } from '@activity-log/activity';
import { EventError, type EventErrorCode } from './event-error.js';
import { errorPath } from './error-path.js';
import { isExactNumber } from './is-exact-number.js';
import { eventLimits } from './limits.js';

/** What untrusted JSON may be at most. */
export interface JsonLimits {
  readonly maxBytes?: number;
  /** Objects and arrays inside each other. */
  readonly maxDepth?: number;
}

/**
 * The value of untrusted JSON bytes, such that its canonical text can be stored, hashed and read back by anyone without
 * change. Throws an {@link EventError} of stage `decode` for everything else: too large, a byte order mark, bytes that
 * are not UTF-8, too deep, U+0000 and lone surrogates in texts, numbers that a double does not hold, a key twice
 * (with equal values too), keys that reach prototypes.
 *
 * JSON.parse keeps the last of two equal keys and rounds numbers, and lossless-json lets a key pass twice when the values
 * are equal, hence an RFC 8259 reader of our own. Its recursion is bounded by `maxDepth`.
 */
export function decodeJson(
  bytes: Buffer,
  { maxBytes = eventLimits.maxEventBytes, maxDepth = eventLimits.maxNestingDepth }: JsonLimits = {},
): JsonValue {
  if (bytes.length > maxBytes) throw new EventError('event_too_large');
  if (bytes.length === 0) throw new EventError('empty_value');
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) throw new EventError('byte_order_mark');
  if (!isUtf8(bytes)) throw new EventError('invalid_utf8');
  return new JsonReader(bytes.toString('utf8'), maxDepth).read();
}

const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const minus = 0x2d;
const plus = 0x2b;
const dot = 0x2e;
const zero = 0x30;
const nine = 0x39;

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class JsonReader {
  readonly #text: string;
  readonly #maxDepth: number;
  readonly #path: (string | number)[] = [];
  #at = 0;

  constructor(text: string, maxDepth: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
  }

  read(): JsonValue {
    this.#skipSpace();
    const value = this.#value();
    this.#skipSpace();
    if (this.#at !== this.#text.length) this.#fail('invalid_json');
    return value;
  }

  #value(): JsonValue {
    const code = this.#text.charCodeAt(this.#at);
    switch (code) {
      case quote:
        return this.#string();
      case openBrace:
        return this.#object();
      case openBracket:
        return this.#array();
      case 0x74:
        return this.#word('true', true);
      case 0x66:
        return this.#word('false', false);
      case 0x6e:
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  #object(): JsonObject {
    if (this.#path.length >= this.#maxDepth) this.#fail('nesting_too_deep');
    const object: Record<string, JsonValue> = {};
    this.#at += 1;
    this.#skipSpace();
    if (this.#eat(closeBrace)) return object;
    for (;;) {
      if (this.#text.charCodeAt(this.#at) !== quote) this.#fail('invalid_json');
      const key = this.#string();
      this.#path.push(key);
      if (forbiddenKeys.has(key)) this.#fail('forbidden_key');
      if (Object.hasOwn(object, key)) this.#fail('duplicate_key');
      this.#skipSpace();
      if (!this.#eat(colon)) this.#fail('invalid_json');
      this.#skipSpace();
      object[key] = this.#value();
      this.#path.pop();
      this.#skipSpace();
      if (this.#eat(closeBrace)) return object;
      if (!this.#eat(comma)) this.#fail('invalid_json');
      this.#skipSpace();
    }
  }

  #array(): readonly JsonValue[] {
    if (this.#path.length >= this.#maxDepth) this.#fail('nesting_too_deep');
    const items: JsonValue[] = [];
    this.#at += 1;
    this.#skipSpace();
    if (this.#eat(closeBracket)) return items;
    for (;;) {
      this.#path.push(items.length);
      items.push(this.#value());
      this.#path.pop();
      this.#skipSpace();
      if (this.#eat(closeBracket)) return items;
      if (!this.#eat(comma)) this.#fail('invalid_json');
      this.#skipSpace();
    }
  }

  #string(): string {
    const text = this.#text;
    let chunkStart = ++this.#at;
    let decoded = '';
    let hasUnicodeEscape = false;
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (code === quote) break;
      if (code === backslash) {
        decoded += text.slice(chunkStart, this.#at);
        hasUnicodeEscape ||= text.charCodeAt(this.#at + 1) === 0x75;
        decoded += this.#escape();
        chunkStart = this.#at;
        continue;
      }
      // NaN is the end of the text: it is not >= 0x20 either.
      if (!(code >= 0x20)) this.#fail(code === 0 ? 'nul_character' : 'invalid_json');
      this.#at += 1;
    }
    decoded += text.slice(chunkStart, this.#at);
    this.#at += 1;
    // Valid UTF-8 has no surrogates: only an escape can bring one in.
    if (hasUnicodeEscape && !decoded.isWellFormed()) this.#fail('lone_surrogate');
    return decoded;
  }

  #escape(): string {
    const letter = this.#text.charAt(this.#at + 1);
    if (letter === 'u') {
      const hex = this.#text.slice(this.#at + 2, this.#at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) this.#fail('invalid_json');
      if (hex === '0000') this.#fail('nul_character');
      this.#at += 6;
      return String.fromCharCode(Number.parseInt(hex, 16));
    }
    const character = escapes[letter];
    if (character === undefined) this.#fail('invalid_json');
    this.#at += 2;
    return character;
  }

  #number(): number {
    const start = this.#at;
    this.#eat(minus);
    if (!this.#eat(zero)) this.#digits();
    if (this.#eat(dot)) this.#digits();
    if (this.#eat(0x65) || this.#eat(0x45)) {
      if (!this.#eat(plus)) this.#eat(minus);
      this.#digits();
    }
    const text = this.#text.slice(start, this.#at);
    const value = Number(text);
    if (!isExactNumber(text, value)) this.#fail('unsafe_number');
    return value;
  }

  /** One digit or more. */
  #digits(): void {
    const start = this.#at;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (!(code >= zero && code <= nine)) break;
      this.#at += 1;
    }
    if (this.#at === start) this.#fail('invalid_json');
  }

  #word<T extends boolean | null>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) this.#fail('invalid_json');
    this.#at += word.length;
    return value;
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at += 1;
    }
  }

  #eat(code: number): boolean {
    if (this.#text.charCodeAt(this.#at) !== code) return false;
    this.#at += 1;
    return true;
  }

  #fail(code: EventErrorCode): never {
    throw new EventError(code, this.#path.length === 0 ? {} : { path: errorPath('', ...this.#path) });
  }
}

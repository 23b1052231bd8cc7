import { canonicalJson, type JsonValue } from './json-value.js';

/** Whether two values of a field are the same. No value and null are: neither says anything. */
export function sameValue(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return a === b || canonicalJson(a ?? null) === canonicalJson(b ?? null);
}

/** Any JSON value. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/**
 * The one text of a JSON value: RFC 8785, so that equal values have equal bytes whatever the order of their keys.
 * Throws a RangeError for NaN and infinities, which JSON cannot say.
 *
 * By hand: json-canonicalize leaves the keys of an object unsorted when one of them is `toJSON`, and takes a value that
 * occurs twice for a cycle when one key begins with the other. The specs compare the two on everything else.
 */
export function canonicalJson(value: JsonValue): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('JSON has no NaN and no infinity');
  // RFC 8785 §3.2.2: texts and numbers are written as ECMAScript's JSON.stringify writes them.
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  // §3.2.3: keys in order of their UTF-16 code units, which is what sort does.
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const part = value[key];
    if (part !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(part)}`;
  }
  return `{${text}}`;
}

/** Array.isArray does not narrow a union with a readonly list. */
function isList(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value);
}

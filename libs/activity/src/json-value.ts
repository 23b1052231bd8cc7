import { canonicalize } from 'json-canonicalize';

/** Any JSON value. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** The one text of a JSON value: RFC 8785, so that equal values have equal bytes whatever the order of their keys. */
export function canonicalJson(value: JsonValue): string {
  return canonicalize(value);
}

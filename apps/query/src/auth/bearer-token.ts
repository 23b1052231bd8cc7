import { isApiKey } from '@activity-log/store';

/** Longest token that is looked at. Real ones stay under 2 kB. */
export const maxTokenLength = 8_192;

/** What a request says it is allowed by. */
export type BearerToken =
  { readonly kind: 'jwt'; readonly token: string } | { readonly kind: 'api_key'; readonly token: string };

// RFC 6750 §2.1: credentials = "Bearer" 1*SP b64token.
const bearer = /^Bearer +([A-Za-z0-9_.-]+)$/i;
// A JWT in compact form has three parts.
const jwt = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/**
 * The token of a request's raw headers (name, value, name, value, …); undefined unless there is exactly one
 * Authorization header, with one JWT of a bearable length or one API key. Node keeps the first of several headers, a proxy
 * may keep the last.
 */
export function bearerToken(rawHeaders: readonly string[]): BearerToken | undefined {
  const values = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === 'authorization');
  const [value] = values;
  if (value === undefined || values.length !== 1 || value.length > maxTokenLength) return undefined;
  const token = bearer.exec(value)?.[1];
  if (token === undefined) return undefined;
  if (isApiKey(token)) return { kind: 'api_key', token };
  return jwt.test(token) ? { kind: 'jwt', token } : undefined;
}

/** Longest token that is looked at. Real ones stay under 2 kB. */
export const maxTokenLength = 8_192;

// RFC 6750 §2.1: credentials = "Bearer" 1*SP b64token; a JWT in compact form has three parts.
const bearer = /^Bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i;

/**
 * The token of a request's raw headers (name, value, name, value, …); undefined unless there is exactly one
 * Authorization header, with one JWT of a bearable length. Node keeps the first of several, a proxy may keep the last.
 */
export function bearerToken(rawHeaders: readonly string[]): string | undefined {
  const values = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === 'authorization');
  const [value] = values;
  if (value === undefined || values.length !== 1 || value.length > maxTokenLength) return undefined;
  return bearer.exec(value)?.[1];
}

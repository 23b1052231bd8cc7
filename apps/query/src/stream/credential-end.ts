import type { FastifyRequest } from 'fastify';

/** When a stream must not go on without the caller's credentials being looked at again. */
export interface CredentialEnd {
  readonly atMs: number;
  /** `expired`: they no longer hold then. `unknown`: they may; the client is to come back with them. */
  readonly kind: 'expired' | 'unknown';
}

/** Credentials without an expiry can be revoked; this is how long a stream outlives that. */
const maxUncheckedMs = 300_000;

/** The payload of a JWT in compact form. An API key has no such parts. */
const jwtPayload = /^Bearer +[A-Za-z0-9_-]+\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+$/i;

/** When the credentials of a request end that has passed the guard, in milliseconds since 1970. */
export function credentialEnd({ headers }: FastifyRequest, nowMs: number): CredentialEnd {
  const expiryMs = tokenExpiryMs(headers.authorization ?? '');
  return expiryMs === undefined
    ? { atMs: nowMs + maxUncheckedMs, kind: 'unknown' }
    : { atMs: expiryMs, kind: 'expired' };
}

/** The `exp` of a token. The guard has verified it, and that it is the only one, so it is only read here. */
function tokenExpiryMs(authorization: string): number | undefined {
  const payload = jwtPayload.exec(authorization)?.[1];
  if (payload === undefined) return undefined;
  const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { readonly exp?: unknown };
  return typeof exp === 'number' ? exp * 1000 : undefined;
}

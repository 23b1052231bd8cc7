import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { credentialEnd, type CredentialEnd } from './credential-end.js';

const nowMs = 1_000_000;

function endOf(authorization: string): CredentialEnd {
  return credentialEnd({ headers: { authorization } } as FastifyRequest, nowMs);
}

const jwtOf = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;

describe('the end of credentials', () => {
  it('is the expiry of a token', () => {
    expect(endOf(`Bearer ${jwtOf({ exp: 1_060 })}`)).toEqual({ atMs: 1_060_000, kind: 'expired' });
    expect(endOf(`bearer  ${jwtOf({ exp: 1_060 })}`)).toEqual({ atMs: 1_060_000, kind: 'expired' });
  });

  it('is five minutes from now for a key, which may be revoked meanwhile', () => {
    expect(endOf(`Bearer ak_${'x'.repeat(43)}`)).toEqual({ atMs: nowMs + 300_000, kind: 'unknown' });
  });
});

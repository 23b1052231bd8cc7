import { parseTokenClaims } from '@activity-log/contracts';
import type { Principal } from './principal.js';

/** The principal of a verified token's claims; undefined when they break a rule of `parseTokenClaims`. */
export function principalOfClaims(claims: unknown): Principal | undefined {
  const parsed = parseTokenClaims(claims);
  if (parsed.kind === 'refused') return undefined;
  const { sub, ...bearer } = parsed.claims;
  return { id: sub, ...bearer };
}

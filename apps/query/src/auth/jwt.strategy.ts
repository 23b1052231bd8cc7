import type { Logger } from '@activity-log/platform';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-jwt';
import { bearerToken } from './bearer-token.js';
import type { Principal } from './principal.js';
import { principalOfClaims } from './principal-of-claims.js';
import { SigningKeysUnavailable, type SigningKeys } from './signing-keys.js';
import { signatureAlgorithms, tokenHeader } from './token-header.js';

/** Whose tokens are accepted, and what they are checked with. */
export interface JwtStrategyOptions {
  readonly keys: SigningKeys;
  readonly issuer: string;
  readonly audience: string;
  readonly log: Logger;
}

/**
 * Verifies the bearer token of a request: RS256 or ES256 by a key of the issuer's set, issuer, audience, expiry,
 * not-before, and claims that make a {@link Principal}. Passport has one registry a process, so a process has one issuer.
 */
export class JwtStrategy extends PassportStrategy(Strategy) {
  readonly #log: Logger;

  constructor({ keys, issuer, audience, log }: JwtStrategyOptions) {
    super({
      jwtFromRequest: (request: FastifyRequest) => {
        const presented = bearerToken(request.raw.rawHeaders);
        return presented?.kind === 'jwt' ? presented.token : null;
      },
      secretOrKeyProvider: (_request: FastifyRequest, token: string, done: (error: unknown, pem?: string) => void) => {
        publicKeyFor(token, keys).then(
          (pem) => {
            done(null, pem);
          },
          (error: unknown) => {
            done(error);
          },
        );
      },
      algorithms: [...signatureAlgorithms],
      issuer,
      audience,
    });
    this.#log = log;
  }

  /** Called by passport with the claims of a token whose signature holds. */
  validate(claims: unknown): Principal | false {
    const principal = principalOfClaims(claims);
    if (!principal) this.#log.warn({ event: 'auth.claims_refused' });
    return principal ?? false;
  }
}

/** A token that no key of the issuer can have signed. */
class UnknownSigner extends Error {}

async function publicKeyFor(token: string, keys: SigningKeys): Promise<string> {
  const header = tokenHeader(token);
  const key = header && (await keys.find(header.kid));
  // A key is for one algorithm; another in the header would let the sender choose how it is used.
  if (!key || (key.alg !== undefined && key.alg !== header.alg)) throw new UnknownSigner('no such key');
  return key.pem;
}

/** What passport's failure says of the service itself: thrown on, it becomes 503 instead of 401. */
export function outageOf(failure: unknown): SigningKeysUnavailable | undefined {
  return failure instanceof SigningKeysUnavailable ? failure : undefined;
}

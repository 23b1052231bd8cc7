import { CLOCK, LOGGER, Readiness, type Clock, type Logger } from '@activity-log/platform';
import { ApiKeyFinder } from '@activity-log/store';
import type { Provider } from '@nestjs/common';
import type { QueryConfig } from '../config.js';
import type { StoreConnections } from '../store-connections.js';
import { ApiKeyUses } from './api-key-uses.js';
import { ApiKeys } from './api-keys.js';
import { JwtStrategy } from './jwt.strategy.js';
import { SigningKeys } from './signing-keys.js';

/** What the guards need: the verifier of JWTs, and the API keys. */
export function authProviders(parts: {
  readonly config: QueryConfig;
  readonly stores: StoreConnections;
}): readonly Provider[] {
  const { config, stores } = parts;
  const finder = new ApiKeyFinder(stores.authenticator);
  return [
    {
      provide: SigningKeys,
      inject: [CLOCK, Readiness],
      useFactory: (clock: Clock, readiness: Readiness): SigningKeys => {
        const keys = new SigningKeys({ source: config.jwks, clock });
        readiness.add({ name: 'signing-keys', check: () => keys.ready() });
        return keys;
      },
    },
    {
      provide: JwtStrategy,
      inject: [SigningKeys, LOGGER],
      useFactory: (keys: SigningKeys, log: Logger): JwtStrategy =>
        new JwtStrategy({ keys, issuer: config.jwtIssuer, audience: config.jwtAudience, log }),
    },
    {
      provide: ApiKeyUses,
      inject: [CLOCK, LOGGER],
      useFactory: (clock: Clock, log: Logger): ApiKeyUses => new ApiKeyUses({ finder, clock, log }),
    },
    {
      provide: ApiKeys,
      inject: [ApiKeyUses, CLOCK],
      useFactory: (uses: ApiKeyUses, clock: Clock): ApiKeys => new ApiKeys({ finder, uses, clock }),
    },
  ];
}

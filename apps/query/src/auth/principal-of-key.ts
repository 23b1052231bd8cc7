import type { HeldApiKey } from '@activity-log/store';
import { isPermission } from '@activity-log/contracts';
import type { ServicePrincipal } from './principal.js';

/** The program that holds a key. Scopes that this version does not know are ignored. */
export function principalOfKey({ org, id, name, scopes }: HeldApiKey): ServicePrincipal {
  return { kind: 'service', org, id, name, permissions: new Set(scopes.filter(isPermission)) };
}

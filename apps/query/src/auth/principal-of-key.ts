import type { HeldApiKey } from '@activity-log/store';
import { permissionsByKind } from '@activity-log/contracts';
import type { ServicePrincipal } from './principal.js';

/** The program that holds a key. Scopes that this version does not know, or that no program may have, are ignored. */
export function principalOfKey({ org, id, name, scopes }: HeldApiKey): ServicePrincipal {
  const permissions = permissionsByKind.service.filter((permission) => scopes.includes(permission));
  return { kind: 'service', org, id, name, permissions: new Set(permissions) };
}

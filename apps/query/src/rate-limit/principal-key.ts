import type { Principal } from '../auth/principal.js';

/** What tells a principal from every other: its org, kind and id. Each API key is one. */
export function principalKey({ org, kind, id }: Principal): string {
  return JSON.stringify([org, kind, id]);
}

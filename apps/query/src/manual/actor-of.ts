import type { Actor } from '@activity-log/activity';
import type { Principal } from '../auth/principal.js';

/** The principal as the one who did it. */
export function actorOf({ id, name, email }: Principal): Actor {
  return { id, ...(name === undefined ? {} : { name }), ...(email === undefined ? {} : { email }) };
}

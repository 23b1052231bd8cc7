import type { OrgId } from '@activity-log/activity';
import type { Terminal } from '../terminal.js';
import { withCustodian } from './with-org-stores.js';

/**
 * Whether an org has a log. Says so on standard error when it has none: a plan and a hold may come before it, or be of a misspelt
 * org.
 */
export async function tellUnknownOrg(terminal: Terminal, org: OrgId): Promise<boolean> {
  const state = await withCustodian(terminal, (custodian) => custodian.state(org));
  if (!state) terminal.complain(`there is no log of an org ${org} yet\n`);
  return state !== undefined;
}

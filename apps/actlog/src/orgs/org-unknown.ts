import type { OrgId } from '@activity-log/activity';

/** There is no log of the org. */
export class OrgUnknown extends Error {
  override readonly name = 'OrgUnknown';
  readonly code = 'org_unknown';
  readonly retry = 'never';

  constructor(org: OrgId) {
    super(`there is no log of an org ${org}`);
  }
}

import type { OrgId } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { orUnavailable } from '../or-unavailable.js';
import { rebuildOrg, type RebuildRequest, type RebuiltOrg } from './rebuild-org.js';

/** Makes every read model again from the log, org by org, while the services run. */
export class ReadModelRebuild {
  readonly #rebuilder: DataSource;

  /** `rebuilder` acts as `activity_rebuilder`. */
  constructor(rebuilder: DataSource) {
    this.#rebuilder = rebuilder;
  }

  /** The orgs that have a log, in order, at most `limit` of those behind `after`. Throws StoreUnavailable. */
  orgs({ after = '', limit }: { readonly after?: string; readonly limit: number }): Promise<readonly OrgId[]> {
    return orUnavailable(async () => {
      const rows: { org: OrgId }[] = await this.#rebuilder.query(
        'select org from org_head where org > $1::text order by org limit $2::int',
        [after, limit],
      );
      return rows.map(({ org }) => org);
    });
  }

  /** Rebuilds one org; undefined when it has no log. Throws StoreUnavailable; what was not finished then is as it was, and may be begun again. */
  rebuild(request: RebuildRequest): Promise<RebuiltOrg | undefined> {
    return orUnavailable(() => rebuildOrg(this.#rebuilder, request));
  }
}

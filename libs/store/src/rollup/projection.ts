import type { OrgId } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { orUnavailable } from '../or-unavailable.js';
import { claimProjection } from './claim-projection.js';
import { countPositions } from './count-positions.js';
import { selectProjectionLag } from './select-projection-lag.js';
import { selectUnprojectedOrgs } from './select-unprojected-orgs.js';

/** How much one turn of a projector takes on. */
export interface ProjectionBounds {
  readonly maxOrgs: number;
  /** Entries of an org that are counted in one transaction. */
  readonly maxRowsPerOrg: number;
}

/** The part of the logs that the rollups do not count yet. Several processes may take turns at once: each org is one's at a time. */
export class Projection {
  readonly #projector: DataSource;

  /** `projector` acts as `activity_projector`. */
  constructor(projector: DataSource) {
    this.#projector = projector;
  }

  /**
   * One turn: counts what follows in every org that has something new, each in a transaction of its own together with its
   * cursor; passes over orgs that another projector holds. The number of entries counted. Throws StoreUnavailable.
   */
  projectNext({ maxOrgs, maxRowsPerOrg }: ProjectionBounds): Promise<number> {
    return orUnavailable(async () => {
      let counted = 0;
      for (const org of await selectUnprojectedOrgs(this.#projector, maxOrgs)) {
        counted += await this.#projectOrg(org, maxRowsPerOrg);
      }
      return counted;
    });
  }

  /** How many entries the rollups are behind the log. Throws StoreUnavailable. */
  lag(): Promise<number> {
    return orUnavailable(() => selectProjectionLag(this.#projector));
  }

  async #projectOrg(org: OrgId, maxRows: number): Promise<number> {
    return this.#projector.transaction(async (tx) => {
      const claim = await claimProjection(tx, org);
      if (!claim) return 0;
      const upTo = await countPositions(tx, { org, after: claim.position, upTo: claim.size, maxRows });
      return Number(upTo - claim.position);
    });
  }
}

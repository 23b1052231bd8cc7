import type { OrgId } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { orUnavailable } from '../or-unavailable.js';
import { eraseExpired, type Expiry, type ExpiryBatch } from './erase-expired.js';
import { ErasureTooEarly, PlanChanged } from './erasure-errors.js';
import { selectDueOrgs } from './select-due-orgs.js';

/** What retention does to the logs. Several processes may do it at once: each org is one's at a time. */
export class Retention {
  readonly #eraser: DataSource;

  /** `eraser` acts as `activity_eraser`. */
  constructor(eraser: DataSource) {
    this.#eraser = eraser;
  }

  /**
   * Orgs of the plan `standard` whose next entry was recorded before a time, or where a hold has ended: in order, at most
   * `limit` of those behind `after`. Throws StoreUnavailable.
   */
  dueOrgs(due: { readonly before: Date; readonly after: string; readonly limit: number }): Promise<readonly OrgId[]> {
    return orUnavailable(() => selectDueOrgs(this.#eraser, due));
  }

  /**
   * Erases the next entries of an org and moves its horizon over them, in one transaction. Does nothing to an org that
   * another process holds, that is being rebuilt, or that has come to another plan. Throws StoreUnavailable.
   */
  async eraseNext(org: OrgId, expiry: Expiry): Promise<ExpiryBatch> {
    try {
      return await orUnavailable(() => this.#eraser.transaction((tx) => eraseExpired(tx, org, expiry)));
    } catch (error) {
      if (error instanceof ErasureTooEarly || error instanceof PlanChanged) return { passed: 0, erased: 0 };
      throw error;
    }
  }
}

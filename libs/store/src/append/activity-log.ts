import type { Activity, OrgId } from '@activity-log/activity';
import { TypeORMError, type DataSource } from 'typeorm';
import { orUnavailable } from '../or-unavailable.js';
import { sqlFaultOf } from '../sqlstate.js';
import { ContentRefused, StoreUnavailable } from '../store-errors.js';
import { appendActivities } from './append-activities.js';
import { ensureOrgHeads } from './ensure-org-heads.js';
import type { LogTransaction } from './log-transaction.js';
import type { AppendOutcome } from './plan-append.js';

/** A value that passed every check and that the database refuses all the same; the rest of its batch is stored. */
export interface RefusedOutcome {
  readonly kind: 'refused';
  readonly sqlState: string;
}

/** How often a transaction that lost a race is tried again at once, before it counts as infrastructure. */
const maxConflictRetries = 3;

/** Orgs whose head is known to exist, at the most; asking again costs one statement. */
const maxKnownOrgs = 100_000;

/** The log as its writers see it. */
export class ActivityLog {
  readonly #dataSource: DataSource;
  readonly #knownOrgs = new Set<OrgId>();

  /** `dataSource` acts as `activity_appender`. */
  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
  }

  /**
   * Appends a batch in one transaction; an outcome for each activity, in the order of the batch. Resolves after the commit.
   *
   * Throws StoreUnavailable when the database cannot do it now: then nothing of the batch is known to be stored, and the
   * same batch may be given again (what was stored after all comes back as a duplicate). A defect counts as that too: an
   * event is never given up for a reason that is not in the event.
   */
  async append(batch: readonly Activity[]): Promise<readonly (AppendOutcome | RefusedOutcome)[]> {
    if (batch.length === 0) return [];
    try {
      await this.#ensureOrgs(batch.map(({ org }) => org));
      return await this.#appendOrIsolate(batch);
    } catch (error) {
      throw new StoreUnavailable(sqlFaultOf(error).sqlState, { cause: error });
    }
  }

  /**
   * Does some work in one transaction that appends to the log of `org`, and commits it. The work is done again when the
   * transaction loses a race, so it does nothing but through its transaction.
   *
   * What the work throws takes everything back and is thrown on, and so is a defect of a statement. Throws StoreUnavailable
   * when the database cannot do it now, and ContentRefused when it will never take a value of the work.
   */
  async transaction<T>(org: OrgId, work: (tx: LogTransaction) => Promise<T>): Promise<T> {
    let refusal: { readonly thrown: unknown } | undefined;
    try {
      return await orUnavailable(async () => {
        await this.#ensureOrgs([org]);
        return this.#retryConflicts(() =>
          this.#dataSource.transaction(async (tx) => {
            try {
              return await work(tx);
            } catch (error) {
              // Whatever a statement throws is TypeORM's; anything else is the work's own.
              if (!(error instanceof TypeORMError)) refusal = { thrown: error };
              throw error;
            }
          }),
        );
      });
    } catch (error) {
      if (refusal) throw refusal.thrown;
      const { kind, sqlState } = sqlFaultOf(error);
      throw kind === 'data' ? new ContentRefused(sqlState, { cause: error }) : error;
    }
  }

  async #retryConflicts<T>(attempt: () => Promise<T>): Promise<T> {
    for (let conflicts = 0; ; conflicts += 1) {
      try {
        return await attempt();
      } catch (error) {
        if (conflicts >= maxConflictRetries || sqlFaultOf(error).kind !== 'conflict') throw error;
      }
    }
  }

  async #ensureOrgs(orgs: readonly OrgId[]): Promise<void> {
    const unknown = [...new Set(orgs)].filter((org) => !this.#knownOrgs.has(org));
    if (unknown.length === 0) return;
    await ensureOrgHeads(this.#dataSource, unknown);
    if (this.#knownOrgs.size + unknown.length > maxKnownOrgs) this.#knownOrgs.clear();
    for (const org of unknown) this.#knownOrgs.add(org);
  }

  /** A batch that the database refuses for its data is halved until the culprit stands alone. */
  async #appendOrIsolate(
    batch: readonly Activity[],
    conflicts = 0,
  ): Promise<readonly (AppendOutcome | RefusedOutcome)[]> {
    try {
      return await this.#dataSource.transaction((tx) => appendActivities(tx, batch));
    } catch (error) {
      const fault = sqlFaultOf(error);
      if (fault.kind === 'conflict' && conflicts < maxConflictRetries) {
        return this.#appendOrIsolate(batch, conflicts + 1);
      }
      if (fault.kind !== 'data') throw error;
      if (batch.length === 1) return [{ kind: 'refused', sqlState: fault.sqlState }];
      const middle = Math.ceil(batch.length / 2);
      const first = await this.#appendOrIsolate(batch.slice(0, middle));
      return [...first, ...(await this.#appendOrIsolate(batch.slice(middle)))];
    }
  }
}

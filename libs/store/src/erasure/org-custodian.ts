import type { OrgId, Plan, Position } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import type { LogTransaction } from '../append/log-transaction.js';
import { orUnavailable } from '../or-unavailable.js';
import { takeErasureTurn } from './lock-erasure.js';
import { beginReview, deleteHold, insertHold, type HoldScope } from './placed-holds.js';
import { selectOrgState } from './select-org-state.js';

/** A legal hold as it was placed. */
export interface PlacedHold {
  readonly scope: HoldScope;
  readonly placedAt: Date;
  /** The login that placed it. */
  readonly placedBy: string;
}

/** What an org keeps, and for how long. */
export interface OrgState {
  readonly plan: Plan;
  /** The last position of its log. */
  readonly size: Position;
  /** Up to here retention has been. */
  readonly horizon: Position;
  /** Entries up to the horizon that holds have kept. */
  readonly passedOver: bigint;
  readonly holds: readonly PlacedHold[];
}

/** Keeps the legal holds of orgs, and shows how the orgs stand. */
export class OrgCustodian {
  readonly #custodian: DataSource;

  /** `custodian` acts as `activity_custodian`. */
  constructor(custodian: DataSource) {
    this.#custodian = custodian;
  }

  /** How an org stands, at one moment; undefined when it has no log. Throws StoreUnavailable. */
  state(org: OrgId): Promise<OrgState | undefined> {
    return orUnavailable(() => selectOrgState(this.#custodian, org));
  }

  /** Keeps the entries of an org, or those about a record, from every erasure that begins later. False when a hold is there already. */
  placeHold(org: OrgId, scope: HoldScope): Promise<boolean> {
    return this.#betweenErasures(org, (tx) => insertHold(tx, org, scope));
  }

  /**
   * Ends a hold; what retention passed over for its sake is erased with the next batches, unless another hold keeps it.
   * False when there is none.
   */
  liftHold(org: OrgId, scope: HoldScope): Promise<boolean> {
    return this.#betweenErasures(org, async (tx) => {
      const lifted = await deleteHold(tx, org, scope);
      if (lifted) await beginReview(tx, org);
      return lifted;
    });
  }

  /** An erasure either is over when a hold is placed, or sees it. */
  #betweenErasures(org: OrgId, work: (tx: LogTransaction) => Promise<boolean>): Promise<boolean> {
    return orUnavailable(() =>
      this.#custodian.transaction(async (tx) => {
        await takeErasureTurn(tx, org);
        return work(tx);
      }),
    );
  }
}

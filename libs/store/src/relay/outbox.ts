import { toPosition, type OrgId, type OutgoingActivity } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { orUnavailable } from '../or-unavailable.js';
import type { LogGap } from '../store-errors.js';
import { advanceRelay } from './advance-relay.js';
import { checkDensity } from './check-density.js';
import { claimOrgs } from './claim-orgs.js';
import { selectRelayLag, type RelayLag } from './select-relay-lag.js';
import { selectUnrelayed, type UnrelayedBounds } from './select-unrelayed.js';

/** How much one turn of a relay takes on. */
export interface RelayBounds extends UnrelayedBounds {
  readonly maxOrgs: number;
}

/** What one turn of a relay did. */
export interface RelayTurn {
  readonly published: number;
  /** Orgs whose log has a gap; what came before it was published. Leave them out of the next turns. */
  readonly gaps: readonly LogGap[];
}

/** Sends activities on; resolves when every one of them is acknowledged. They are in log order per org. */
export type PublishActivities = (activities: readonly OutgoingActivity[]) => Promise<void>;

/** The unpublished part of the logs. Several processes may take turns at once: each org is one's at a time. */
export class Outbox {
  readonly #relay: DataSource;

  /** `relay` acts as `activity_relay`. */
  constructor(relay: DataSource) {
    this.#relay = relay;
  }

  /**
   * One turn: claims orgs, publishes what follows their relayed positions, advances. What `publish` throws comes out as it
   * is, and nothing advances: the next turn, of whichever process, publishes the same again. Throws StoreUnavailable.
   */
  async relayNext(
    bounds: RelayBounds,
    { except, publish }: { readonly except: readonly OrgId[]; readonly publish: PublishActivities },
  ): Promise<RelayTurn> {
    let publishError: Error | undefined;
    try {
      return await orUnavailable(() =>
        this.#relay.transaction(async (tx) => {
          const claims = await claimOrgs(tx, { maxOrgs: bounds.maxOrgs, except });
          if (claims.length === 0) return { published: 0, gaps: [] };
          const checked = (await selectUnrelayed(tx, claims, bounds)).map(checkDensity);
          const activities = checked.flatMap((org) => org.activities);
          if (activities.length > 0) {
            await publish(activities).catch((error: unknown) => {
              publishError = error instanceof Error ? error : new Error('publishing failed', { cause: error });
              throw publishError;
            });
            await advanceRelay(
              tx,
              checked.map(({ claim, activities: published }) => ({
                org: claim.org,
                relayed: toPosition(claim.relayed + BigInt(published.length)),
              })),
            );
          }
          return { published: activities.length, gaps: checked.flatMap(({ gap }) => (gap ? [gap] : [])) };
        }),
      );
    } catch (error) {
      throw publishError ?? error;
    }
  }

  /** How far the topic is behind. Throws StoreUnavailable. */
  lag(): Promise<RelayLag> {
    return orUnavailable(() => selectRelayLag(this.#relay));
  }
}

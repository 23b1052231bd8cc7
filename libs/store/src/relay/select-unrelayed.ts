import {
  instantOf,
  toPosition,
  type Instant,
  type Micros,
  type OrgId,
  type OutgoingActivity,
  type Position,
} from '@activity-log/activity';
import type { EntityManager } from 'typeorm';
import { activityIdOfUuid } from '../activity-uuid.js';
import type { OrgClaim } from './claim-orgs.js';

/** How much is read for one org at a time. */
export interface UnrelayedBounds {
  readonly maxRowsPerOrg: number;
  /** Content of an org beyond this is left for the next time, but never its first row. */
  readonly maxBytesPerOrg: number;
}

/** What an org has to publish. */
export interface UnrelayedOrg {
  readonly claim: OrgClaim;
  /** The last position of the org's log, seen together with the activities. */
  readonly size: Position;
  /** What follows the claim's position, in order of position. */
  readonly activities: readonly OutgoingActivity[];
}

/** What follows the claims' positions, and where each log ends, in one statement: of one moment. */
export async function selectUnrelayed(
  tx: EntityManager,
  claims: readonly OrgClaim[],
  { maxRowsPerOrg, maxBytesPerOrg }: UnrelayedBounds,
): Promise<readonly UnrelayedOrg[]> {
  const rows: UnrelayedRow[] = await tx.query(
    `select claim.org, org_head.size, entry.id, entry.type, entry.position, entry.wire, entry.datatype, entry.owner_id,
            entry.correlation_id, entry.causation_id, entry.traceparent,
            (extract(epoch from entry.occurred_at) * 1000000)::bigint as occurred_micros,
            (extract(epoch from entry.recorded_at) * 1000000)::bigint as recorded_micros
       from unnest($1::text[], $2::bigint[]) as claim (org, relayed)
       join org_head on org_head.org = claim.org
       left join lateral (
         select following.*, sum(octet_length(following.wire)) over (order by following.position) as running_bytes
           from (
             select * from activity
              where activity.org = claim.org and activity.position > claim.relayed
              order by activity.position
              limit $3::int
           ) as following
       ) as entry on entry.running_bytes <= $4::bigint or entry.position = claim.relayed + 1
      order by claim.org, entry.position`,
    [claims.map(({ org }) => org), claims.map(({ relayed }) => relayed.toString()), maxRowsPerOrg, maxBytesPerOrg],
  );
  const rowsByOrg = Map.groupBy(rows, ({ org }) => org);
  return claims.map((claim) => {
    const ofOrg = rowsByOrg.get(claim.org) ?? [];
    return {
      claim,
      size: toPosition(ofOrg[0]?.size ?? '0'),
      activities: ofOrg.flatMap((row) => (row.id === null ? [] : [outgoingActivity({ ...row, id: row.id })])),
    };
  });
}

interface UnrelayedRow {
  readonly org: OrgId;
  readonly size: string;
  /** null, like every column after it, for an org that has nothing to publish. */
  readonly id: string | null;
  readonly type: string;
  readonly position: string;
  readonly wire: string;
  readonly datatype: string;
  readonly owner_id: string;
  readonly correlation_id: string | null;
  readonly causation_id: string | null;
  readonly traceparent: string | null;
  readonly occurred_micros: string;
  readonly recorded_micros: string;
}

function outgoingActivity(row: UnrelayedRow & { readonly id: string }): OutgoingActivity {
  return {
    org: row.org,
    id: activityIdOfUuid(row.id),
    type: row.type,
    position: toPosition(row.position),
    occurredAt: instantOfMicros(row.occurred_micros),
    recordedAt: instantOfMicros(row.recorded_micros),
    wire: row.wire,
    firstSubject: { datatype: row.datatype, ownerId: row.owner_id },
    ...(row.correlation_id === null ? {} : { correlationId: row.correlation_id }),
    ...(row.causation_id === null ? {} : { causationId: row.causation_id }),
    ...(row.traceparent === null ? {} : { traceparent: row.traceparent }),
  };
}

function instantOfMicros(micros: string): Instant {
  const instant = instantOf(BigInt(micros) as Micros);
  if (!instant) throw new RangeError('the log holds a time outside the years 0001..9999');
  return instant;
}

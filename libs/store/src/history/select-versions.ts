import { toPosition } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { orgScope } from '../org-scope.js';
import type { VersionsRequest, VersionsSlice } from './history-request.js';
import { activityOfRow, entryColumns, isVersion, versionColumns, type VersionRow } from './version-rows.js';

/**
 * The next versions of a record, in order of position. Reads them and nothing else of the record, along one index; the
 * first of several requests counts them in the index alone.
 */
export async function selectVersions(
  reader: Pick<DataSource, 'query'>,
  request: VersionsRequest,
): Promise<VersionsSlice> {
  const rows: SliceRow[] = await reader.query(
    `with ${orgScope}, facts as materialized (
       select scope.org, head.size, known.is_known, counted.total
         from scope
        cross join lateral (
          select coalesce(max(org_head.size), 0) as size from org_head where org_head.org = scope.org
        ) as head
        cross join lateral (
          select exists (
            select from subject_counter as counter
             where counter.org = scope.org and counter.datatype = $2::text and counter.owner_id = $3::text
               and counter.entries > 0
          ) as is_known
        ) as known
        cross join lateral (
          select count(*) as total
            from activity
           where $4::bigint = 0 and org = scope.org and datatype = $2::text and owner_id = $3::text and ${isVersion}
          offset 0
        ) as counted
     )
     select facts.size, facts.is_known, facts.total, entry.found, ${entryColumns}
       from facts
       left join lateral (
         select version.*, count(*) over () as found,
                row_number() over (order by position) as place,
                sum(octet_length(wire)) over (order by position) as running_bytes
           from (
             select ${versionColumns}
               from activity
              where org = facts.org and datatype = $2::text and owner_id = $3::text and ${isVersion}
                and position > $4::bigint and position <= coalesce($5::bigint, 9223372036854775807)
              order by position
              limit $6::int
           ) as version
       ) as entry on entry.place = 1 or entry.running_bytes <= $7::bigint
      order by entry.position`,
    [
      request.org,
      request.datatype,
      request.ownerId,
      request.after.toString(),
      request.upTo?.toString() ?? null,
      request.limit,
      request.maxBytes,
    ],
  );
  const [facts] = rows;
  if (!facts) throw new RangeError('the facts of a record are always one row at least');
  const versions = rows.flatMap((row) => (row.id === null ? [] : [{ ...row, id: row.id }]));
  const found = Number(facts.found ?? 0);
  return {
    activities: versions.flatMap((row) => activityOfRow(row) ?? []),
    contentLength: versions.reduce((sum, { wire }) => sum + wire.length, 0),
    hasMore: versions.length < found || found === request.limit,
    head: toPosition(facts.size),
    isKnown: facts.is_known,
    total: Number(facts.total),
  };
}

/** Without a version the row carries the facts alone. */
type SliceRow = Omit<VersionRow, 'id'> & {
  readonly size: string;
  readonly is_known: boolean;
  readonly total: string;
  readonly id: string | null;
  readonly found: string | null;
};

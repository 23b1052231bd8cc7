import type { OrgId } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { orgScope } from '../org-scope.js';
import type { ChangeOfRecord, UndoFacts } from './history-request.js';
import { activityOfRow, entryColumns, isVersion, versionColumns, type VersionRow } from './version-rows.js';

/** How far an undo looks. */
export interface UndoRequest {
  readonly org: OrgId;
  readonly change: ChangeOfRecord;
  /** Newest versions of the record, by position, that are looked at. */
  readonly maxVersions: number;
}

/** Caused activities that are looked at, newest first: one undo is enough, and automations cause a few. */
const maxCaused = 20;

/**
 * What became of a change, out of the newest versions of its record: the last activity that changed each of its fields,
 * those that it caused, and the last creation or deletion. All are read along one index; few of them leave the database.
 */
export async function selectUndoFacts(
  reader: Pick<DataSource, 'query'>,
  { org, change: { activity, datatype, ownerId }, maxVersions }: UndoRequest,
): Promise<UndoFacts> {
  const rows: FactRow[] = await reader.query(
    `with ${orgScope}, version as materialized (
       select entry.*
         from scope
        cross join lateral (
          select org, position, occurred_at, type, fields, causation_id
            from activity
           where org = scope.org and datatype = $2::text and owner_id = $3::text and ${isVersion}
           order by position desc
           limit $4::int
        ) as entry
     ), place as (
       (select distinct on (changed.field) position
          from version
         cross join lateral unnest(version.fields) as changed (field)
         where changed.field = any ($5::text[])
         order by changed.field, occurred_at desc, position desc)
       union
       (select position from version where causation_id = $6::text and position > $7::bigint
         order by position desc limit ${maxCaused})
       union
       (select position from version
         where type in ('record_created', 'record_deleted', $2::text || '_created', $2::text || '_deleted')
         order by occurred_at desc, position desc limit 1)
     )
     select $7::bigint >= (select min(position) from version) as is_within_reach, ${entryColumns}
       from scope
       left join lateral (
         select logged.*
           from place
          cross join lateral (
            select ${versionColumns} from activity where org = scope.org and position = place.position offset 0
          ) as logged
       ) as entry on true`,
    [
      org,
      datatype,
      ownerId,
      maxVersions,
      [...new Set(activity.changes.map(({ field }) => field))],
      activity.id,
      activity.position.toString(),
    ],
  );
  return {
    others: rows.flatMap((row) => (row.id === null ? [] : (activityOfRow({ ...row, id: row.id }) ?? []))),
    isWithinReach: rows[0]?.is_within_reach ?? false,
  };
}

type FactRow = Omit<VersionRow, 'id'> & { readonly id: string | null; readonly is_within_reach: boolean | null };

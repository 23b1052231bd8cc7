import type { ActivityId, OrgId } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { uuidOf } from '../activity-uuid.js';
import { orgScope } from '../org-scope.js';
import type { ChangeOfRecord } from './history-request.js';
import { activityOfRow, entryColumns, versionColumns, type VersionRow } from './version-rows.js';

/**
 * The activity of an id: as what it did to its record, `unchanged` when it did nothing to it, undefined when the org has
 * no such activity or its content is erased.
 */
export async function selectChange(
  reader: Pick<DataSource, 'query'>,
  { org, id }: { readonly org: OrgId; readonly id: ActivityId },
): Promise<ChangeOfRecord | 'unchanged' | undefined> {
  const [row]: VersionRow[] = await reader.query(
    `with ${orgScope}
     select ${entryColumns}
       from scope
      cross join lateral (
        select ${versionColumns} from activity where org = scope.org and id = $2::uuid and wire is not null offset 0
      ) as entry`,
    [org, uuidOf(id)],
  );
  if (!row) return undefined;
  const activity = activityOfRow(row);
  return activity ? { activity, datatype: row.datatype, ownerId: row.owner_id } : 'unchanged';
}

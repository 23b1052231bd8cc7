import type { OrgId } from '@activity-log/activity';
import type { LogTransaction } from '../append/log-transaction.js';
import type { ErasableEntry } from './select-erasable-entries.js';

/** Which of the entries a legal hold keeps: on the org, or on any record that they are about. */
export async function heldEntries(
  tx: LogTransaction,
  org: OrgId,
  entries: readonly ErasableEntry[],
): Promise<ReadonlySet<ErasableEntry>> {
  const subjects = entries.flatMap(({ activity }) => activity.subjects);
  const rows: { datatype: string; owner_id: string }[] = await tx.query(
    `select legal_hold.datatype, legal_hold.owner_id
       from (select '' as datatype, '' as owner_id
              union
             select datatype, owner_id from unnest($2::text[], $3::text[]) as subject (datatype, owner_id)) as subject
       join legal_hold on legal_hold.org = $1::text and legal_hold.datatype = subject.datatype
                      and legal_hold.owner_id = subject.owner_id`,
    [org, subjects.map(({ datatype }) => datatype), subjects.map(({ ownerId }) => ownerId)],
  );
  const held = new Set(rows.map((row) => keyOf(row.datatype, row.owner_id)));
  if (held.has(keyOf('', ''))) return new Set(entries);
  return new Set(
    entries.filter(({ activity }) =>
      activity.subjects.some((subject) => held.has(keyOf(subject.datatype, subject.ownerId))),
    ),
  );
}

function keyOf(datatype: string, ownerId: string): string {
  return JSON.stringify([datatype, ownerId]);
}

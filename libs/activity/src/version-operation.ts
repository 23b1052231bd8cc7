/** What an activity does to its record. */
export type VersionOperation = 'created' | 'updated' | 'deleted';

/**
 * What an activity does to its record, or undefined when it leaves the record as it is: a page visit, a comment, a call.
 *
 * Created and deleted are said by the types `record_created` and `record_deleted`, and by `<datatype>_created` and
 * `<datatype>_deleted` of the record's own datatype: `invoice_created` about a contact creates no contact. Anything else
 * with changes is an update.
 */
export function versionOperation({
  type,
  datatype,
  changedFields,
}: {
  readonly type: string;
  /** Of the record: the first subject. */
  readonly datatype: string;
  /** How many changes the activity has. */
  readonly changedFields: number;
}): VersionOperation | undefined {
  if (type === 'record_created' || type === `${datatype}_created`) return 'created';
  if (type === 'record_deleted' || type === `${datatype}_deleted`) return 'deleted';
  return changedFields > 0 ? 'updated' : undefined;
}

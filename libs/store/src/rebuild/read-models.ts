/** A table that is derived from the log, row by row. */
export interface ReadModel {
  readonly table: string;
  /** Every column, `org` first; together they tell rows apart. */
  readonly columns: readonly string[];
}

/** The tables that a rebuild makes again. Comments are made again beside them, by `rebuildComments`. */
export const readModels: readonly ReadModel[] = [
  {
    table: 'activity_subject',
    columns: ['org', 'datatype', 'owner_id', 'customer_visible', 'occurred_at', 'position'],
  },
  { table: 'subject_counter', columns: ['org', 'datatype', 'owner_id', 'customer_visible', 'entries'] },
  {
    table: 'activity_field',
    columns: ['org', 'field', 'user_id', 'owner_id', 'datatype', 'type', 'occurred_at', 'position'],
  },
  {
    table: 'activity_rollup',
    columns: ['org', 'split', 'user_id', 'field', 'grain', 'bucket', 'datatype', 'type', 'customer_visible', 'entries'],
  },
  { table: 'record_counter', columns: ['org', 'datatype', 'owner_id', 'type', 'customer_visible', 'entries'] },
];

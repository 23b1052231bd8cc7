/** A table that is derived from the log, row by row. */
export interface ReadModel {
  readonly table: string;
  /** Every column, `org` first; together they tell rows apart. */
  readonly columns: readonly string[];
  /** Whether a column may be null: such rows are compared as texts, as no join finds rows by `is not distinct from`. */
  readonly nullable?: true;
}

/** The tables that a rebuild makes again. */
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
  {
    table: 'comment',
    columns: [
      'org',
      'id',
      'thread_id',
      'parent_id',
      'datatype',
      'owner_id',
      'record_name',
      'author_id',
      'author_name',
      'author_email',
      'text',
      'mentions',
      'replies',
      'position',
      'changed_position',
      'created_at',
      'deleted_at',
      'thread_rank',
    ],
    nullable: true,
  },
  { table: 'comment_counter', columns: ['org', 'datatype', 'owner_id', 'comments'] },
];

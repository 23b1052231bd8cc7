import { toPosition } from '@activity-log/activity';
import { orgScope } from '../org-scope.js';
import type { CommentSlice } from './comment-reader.js';
import { commentOfRow, type CommentRow } from './comment-rows.js';

/**
 * Opens every statement on the comments of a record: the org, and what is known of its log and of the comments.
 * $1 org, $2 datatype, $3 owner id.
 */
export const scopeHeadCount = `
  with ${orgScope}, facts as materialized (
    select scope.org, head.size, counted.total
      from scope
     cross join lateral (
       select coalesce(max(org_head.size), 0) as size from org_head where org_head.org = scope.org
     ) as head
     cross join lateral (
       select coalesce(max(counter.comments), 0) as total
         from comment_counter as counter
        where counter.org = scope.org and counter.datatype = $2::text and counter.owner_id = $3::text
     ) as counted
  )`;

/** A row of a statement on comments; without a comment the row carries the facts alone. */
export type CommentFactsRow = { readonly size: string; readonly total: string } & (CommentRow | { readonly id: null });

/** The slice that the rows of one statement make up. */
export function commentSlice(rows: readonly CommentFactsRow[]): CommentSlice {
  const [facts] = rows;
  if (!facts) throw new RangeError('the facts of a record are always one row at least');
  return {
    head: toPosition(facts.size),
    total: BigInt(facts.total),
    comments: rows.flatMap((row) => (row.id === null ? [] : [commentOfRow(row)])),
  };
}

import { toPosition, type Position } from '@activity-log/activity';
import { isCut, timelineEntry, type TimelineRow } from '../timeline/timeline-rows.js';
import type { TimelineEntry } from '../timeline/timeline-request.js';
import { orgScopeOf } from '../org-scope.js';
import type { FeedRequest } from './feed-request.js';
import type { SqlParameters } from './sql-parameters.js';

/**
 * Opens every statement on feeds: sets the org that row-level security lets the rest of the statement see, and reads the
 * head of its log and whether the record or module is known. Everything else joins laterally to `facts`.
 */
export function scopeFacts({ org, scope, audience }: FeedRequest, parameters: SqlParameters): string {
  const known = (): string => {
    switch (scope.kind) {
      case 'workspace':
        return 'true';
      case 'module': {
        const datatype = parameters.bind(scope.datatype, 'text');
        // A module is known as its records are: also by those that are never the first subject. The order keeps to the index.
        return `coalesce((select true from activity_subject as subject
          where subject.org = scope.org and subject.datatype = ${datatype}
          order by subject.owner_id limit 1), false)`;
      }
      case 'record':
        return `exists (select from subject_counter as counter
          where counter.org = scope.org and counter.datatype = ${parameters.bind(scope.datatype, 'text')}
            and counter.owner_id = ${parameters.bind(scope.ownerId, 'text')} and counter.entries > 0
            ${audience === 'customer' ? 'and counter.customer_visible' : ''})`;
    }
  };
  return `
    ${orgScopeOf(parameters.bind(org, 'text'))}, facts as materialized (
      select scope.org, head.size, ${known()} as known
        from scope
       cross join lateral (
         select coalesce(max(org_head.size), 0) as size from org_head where org_head.org = scope.org
       ) as head
    )`;
}

/** What one statement saw of a feed. */
export interface FeedSlice {
  readonly entries: readonly TimelineEntry[];
  /** Whether further entries were left out for the bytes of these. */
  readonly isCut: boolean;
  /** The last position of the org's log; every position up to it is visible to this statement. */
  readonly head: Position;
  /** Whether the record or module has any activity that this audience may see, whatever the filters. */
  readonly known: boolean;
}

/** A row of a statement on feeds; without an entry the row carries the facts alone. */
export interface FeedRow extends Omit<TimelineRow, 'total'> {
  readonly known: boolean;
}

/** The slice that the rows of one statement make up. */
export function feedSlice({ org }: FeedRequest, rows: readonly FeedRow[]): FeedSlice {
  const [facts] = rows;
  if (!facts) throw new RangeError('the facts of a feed are always one row at least');
  return {
    head: toPosition(facts.size),
    known: facts.known,
    isCut: isCut(rows),
    entries: rows.flatMap((row) => (row.id === null ? [] : [timelineEntry(org, { ...row, id: row.id })])),
  };
}

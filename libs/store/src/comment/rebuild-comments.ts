import type { OrgId } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { lockOrgHeads } from '../append/lock-org-heads.js';
import { orUnavailable } from '../or-unavailable.js';
import { commentSource } from './comment-source.js';
import { insertCommentsOfLog } from './insert-comments-of-log.js';

/**
 * Makes the comments of an org again from its log, in one transaction that holds the head of the log: nobody sees them
 * half made, and nothing is appended meanwhile. The rows are the ones that were there. How many there are.
 *
 * `rebuilder` acts as `activity_rebuilder`. Throws StoreUnavailable.
 */
export function rebuildComments(rebuilder: DataSource, org: OrgId): Promise<number> {
  return orUnavailable(() =>
    rebuilder.transaction(async (tx) => {
      await lockOrgHeads(tx, [org]);
      await tx.query('delete from comment where org = $1::text', [org]);
      await tx.query('delete from comment_counter where org = $1::text', [org]);
      return insertCommentsOfLog(tx, { org, source: commentSource });
    }),
  );
}

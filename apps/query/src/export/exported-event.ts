import { instantOfDate, logSource, type DomainEvent, type Position } from '@activity-log/activity';
import type { Principal } from '../auth/principal.js';
import type { FeedFilters } from '../feed/feed-filters.js';
import type { RequestTrace } from '../http/request-trace.js';
import { actorOf } from '../manual/actor-of.js';
import type { ExportFormatName } from './export-formats.js';

/** An export that is about to begin. */
export interface ExportFacts {
  readonly id: string;
  readonly principal: Principal;
  readonly format: ExportFormatName;
  /** As they were given, and the module. */
  readonly filters: FeedFilters & { readonly module?: string };
  readonly since: Position;
  readonly now: Date;
  readonly trace: RequestTrace;
}

/** The CloudEvents source of exports. */
const exportSource = logSource('export');

/** What the log says of an export: who took what, from where on. It ends before the position of this entry. */
export function activityExported(facts: ExportFacts): DomainEvent {
  const { id, principal, format, filters, since, now, trace } = facts;
  return {
    org: principal.org,
    source: exportSource,
    eventId: id,
    type: 'activity_exported',
    occurredAt: instantOfDate(now),
    subjects: [{ datatype: 'export', ownerId: id }],
    user: actorOf(principal),
    metadata: { format, filters: { ...filters }, since: since.toString(), by: principal.kind },
    ...trace,
  };
}

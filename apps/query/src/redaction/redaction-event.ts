import { instantOfDate, logSource, type ActivityId, type DomainEvent } from '@activity-log/activity';
import type { RedactableActivity } from '@activity-log/store';
import type { Principal } from '../auth/principal.js';
import type { RequestTrace } from '../http/request-trace.js';
import { actorOf } from '../manual/actor-of.js';

/** Who redacts what, when, and in which request. */
export interface RedactionContext {
  readonly id: ActivityId;
  readonly principal: Principal;
  readonly now: Date;
  readonly trace: RequestTrace;
}

/** The CloudEvents source of the activities `<activity id>/redacted`. */
export const redactionSource = logSource('redaction');

/** What the log says of a redaction: which activity, of which record, and who did it; nothing of what it said. */
export function redactionEvent(
  { position, record }: RedactableActivity,
  { id, principal, now, trace }: RedactionContext,
): DomainEvent {
  return {
    org: principal.org,
    source: redactionSource,
    eventId: `${id}/redacted`,
    type: 'activity_redacted',
    occurredAt: instantOfDate(now),
    subjects: [record],
    user: actorOf(principal),
    metadata: { activity_id: id, position: position.toString() },
    ...trace,
  };
}

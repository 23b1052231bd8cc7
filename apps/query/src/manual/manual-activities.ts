import { randomUUID } from 'node:crypto';
import {
  instantOf,
  toActivity,
  toPosition,
  type DomainEvent,
  type Position,
  type RecordedActivity,
} from '@activity-log/activity';
import { currentCorrelationId, ProblemError, type Clock } from '@activity-log/platform';
import type { ActivityLog, TimelineEntry, TimelineReader } from '@activity-log/store';
import type { Principal } from '../auth/principal.js';
import type { ManualActivityBody } from './manual-activity-body.js';
import { manualEvent } from './manual-event.js';

/** An activity to log by hand. */
export interface ManualActivityRequest {
  readonly body: ManualActivityBody;
  readonly principal: Principal;
  /** Makes a repeat of the request the same activity. */
  readonly idempotencyKey?: string | undefined;
}

/** Logs activities that people enter, through the same append as events. */
export class ManualActivities {
  readonly #log: ActivityLog;
  readonly #reader: TimelineReader;
  readonly #clock: Clock;

  constructor({
    log,
    reader,
    clock,
  }: {
    readonly log: ActivityLog;
    readonly reader: TimelineReader;
    readonly clock: Clock;
  }) {
    this.#log = log;
    this.#reader = reader;
    this.#clock = clock;
  }

  /**
   * The activity, committed: the next read shows it. A repeat with the same key and content yields the first one.
   * Throws a ProblemError: `invalid_request`, or `idempotency_conflict` for the same key with other content.
   */
  async add({ body, principal, idempotencyKey }: ManualActivityRequest): Promise<RecordedActivity> {
    const event = manualEvent(body, {
      principal,
      eventId:
        idempotencyKey === undefined ? randomUUID() : JSON.stringify([principal.kind, principal.id, idempotencyKey]),
      now: this.#clock.now(),
      correlationId: currentCorrelationId(),
    });
    const activity = toActivity(event);
    const { org, id, type, wire } = activity;
    const [outcome] = await this.#log.append([activity]);
    switch (outcome?.kind) {
      case 'appended':
      case 'duplicate':
        return { org, id, type, wire, position: outcome.position, recordedAt: outcome.recordedAt };
      case 'id_conflict':
        return this.#sameButForItsTime(event, { position: outcome.position, timed: body.timestamp != null });
      case 'refused':
        throw new ProblemError('invalid_request', 'a value of the body cannot be stored');
      case undefined:
        throw new Error('the append gave no outcome');
    }
  }

  /** A repeat that left the time open differs from the first in nothing but the time that the first was given. */
  async #sameButForItsTime(
    event: DomainEvent,
    { position, timed }: { readonly position: Position; readonly timed: boolean },
  ): Promise<RecordedActivity> {
    const first = timed ? undefined : await this.#entryAt(event, position);
    const occurredAt = first && instantOf(first.occurredMicros);
    if (first && occurredAt && first.type === event.type && toActivity({ ...event, occurredAt }).wire === first.wire) {
      return first;
    }
    throw new ProblemError('idempotency_conflict');
  }

  /** The entry at a position, if it is in the timeline of the event's record. */
  async #entryAt({ org, subjects: [owner] }: DomainEvent, position: Position): Promise<TimelineEntry | undefined> {
    const { datatype, ownerId } = owner;
    const { entries } = await this.#reader.page(
      { org, owner: { datatype, ownerId }, audience: 'staff', limit: 1 },
      { kind: 'newer', since: toPosition(position - 1n) },
    );
    return entries.find((entry) => entry.position === position);
  }
}

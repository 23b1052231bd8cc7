import { randomUUID } from 'node:crypto';
import { activityJson, toActivity } from '@activity-log/activity';
import type { Clock } from '@activity-log/platform';
import { appendActivities } from '@activity-log/store';
import type { Principal } from '../auth/principal.js';
import { currentRequestTrace } from '../http/request-trace.js';
import type { GivenAnswer, IdempotentRequests } from '../idempotency/idempotent-requests.js';
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
  readonly #requests: IdempotentRequests;
  readonly #clock: Clock;

  constructor({ requests, clock }: { readonly requests: IdempotentRequests; readonly clock: Clock }) {
    this.#requests = requests;
    this.#clock = clock;
  }

  /** The activity, committed: the next read shows it. Throws a ProblemError, see {@link IdempotentRequests.answer}. */
  async add({ body, principal, idempotencyKey }: ManualActivityRequest): Promise<GivenAnswer> {
    const activity = toActivity(
      manualEvent(body, {
        principal,
        eventId: randomUUID(),
        now: this.#clock.now(),
        trace: currentRequestTrace(),
      }),
    );
    return this.#requests.answer({ principal, route: 'manage', body, idempotencyKey }, async (tx) => {
      const [outcome] = await appendActivities(tx, [activity]);
      if (outcome?.kind !== 'appended') throw new Error('the log has an activity of a new id');
      const { org, id, type, wire } = activity;
      const { position, recordedAt } = outcome;
      return {
        status: 201,
        headers: { 'content-type': 'application/json; charset=utf-8', location: `/v1/activity/${id}` },
        body: activityJson({ org, id, type, wire, position, recordedAt }, { spelling: 'activity', viewer: 'staff' }),
      };
    });
  }
}

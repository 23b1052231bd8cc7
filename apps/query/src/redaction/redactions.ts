import { logTypes, parseActivityId, toActivity } from '@activity-log/activity';
import { ProblemError, type Clock } from '@activity-log/platform';
import {
  ErasureTooEarly,
  findRedactable,
  HeldByLaw,
  planChangedType,
  redactActivity,
  type ActivityLog,
} from '@activity-log/store';
import type { Principal } from '../auth/principal.js';
import { currentRequestTrace } from '../http/request-trace.js';
import { redactionEvent } from './redaction-event.js';

/** The relay publishes within a fraction of it. */
const retryAfterSeconds = '1';

/** What was done to the log itself: whoever may erase must not be able to erase that they did. */
const auditTypes: readonly string[] = [...logTypes.map(({ type }) => type), planChangedType];

/** Takes single activities out of the log for good. */
export class Redactions {
  readonly #log: ActivityLog;
  readonly #clock: Clock;

  constructor({ log, clock }: { readonly log: ActivityLog; readonly clock: Clock }) {
    this.#log = log;
    this.#clock = clock;
  }

  /**
   * Erases an activity and logs who did it, in one transaction: the next read does not have it. Does nothing to one that is
   * erased already, by whomever. Throws a ProblemError: `record_not_found` for one that the org never had, `legal_hold`, `forbidden` for customers and for entries about the log itself, and
   * `unavailable` for one that is on its way to the activities topic.
   */
  async redact({ id: text, principal }: { readonly id: string; readonly principal: Principal }): Promise<void> {
    if (principal.kind === 'customer') throw new ProblemError('forbidden', 'customers erase nothing');
    const { org } = principal;
    const id = parseActivityId(text);
    if (!id) throw notFound();
    const context = { id, principal, now: this.#clock.now(), trace: currentRequestTrace() };
    try {
      await this.#log.transaction(org, async (tx) => {
        const target = await findRedactable(tx, { org, id });
        if (!target) throw notFound();
        if (target === 'erased') return;
        if (auditTypes.includes(target.type)) {
          throw new ProblemError('forbidden', 'an entry about the log itself is erased by nothing but retention');
        }
        const activity = toActivity(redactionEvent(target, context));
        if (!(await redactActivity(tx, { position: target.position, activity }))) throw new ErasedMeanwhile();
      });
    } catch (error) {
      if (error instanceof ErasedMeanwhile) return;
      if (error instanceof HeldByLaw) throw new ProblemError('legal_hold', error.message);
      if (error instanceof ErasureTooEarly) {
        throw new ProblemError('unavailable', error.message, { headers: { 'retry-after': retryAfterSeconds } });
      }
      throw error;
    }
  }
}

/** Takes the transaction back: somebody else was first, and is in the log as who did it. */
class ErasedMeanwhile extends Error {}

function notFound(): ProblemError {
  return new ProblemError('record_not_found', 'no such activity');
}

import { assertNever } from '@activity-log/activity';
import { ProblemError } from '@activity-log/platform';
import {
  ContentRefused,
  type Answer,
  type KeyedOutcome,
  type KeyedRequests,
  type LogTransaction,
} from '@activity-log/store';
import type { Principal } from '../auth/principal.js';
import { requestDigest } from './request-digest.js';

/** A request that writes. */
export interface WriteRequest {
  readonly principal: Principal;
  /** Name of the route, the same under all its paths. */
  readonly route: string;
  /** The body, decoded and valid. */
  readonly body: object;
  readonly idempotencyKey?: string | undefined;
}

/** An answer, and whether it was given before. */
export interface GivenAnswer extends Answer {
  readonly replayed: boolean;
}

const retryAfterSeconds = '1';

/** Requests that are done once however often they arrive with their `Idempotency-Key`. */
export class IdempotentRequests {
  readonly #requests: KeyedRequests;

  constructor(requests: KeyedRequests) {
    this.#requests = requests;
  }

  /**
   * Does what a request asks for, in one transaction with its answer; the answer of the first time when it comes again
   * within 24 hours. What `write` throws takes everything back and leaves the key free.
   *
   * Throws a ProblemError `idempotency_conflict`: 409 while the first is in flight and once its activity is erased, whatever
   * the body, 422 for a key that stands for another body; and `invalid_request` for a value that the database refuses.
   */
  async answer(request: WriteRequest, write: (tx: LogTransaction) => Promise<Answer>): Promise<GivenAnswer> {
    const outcome = await this.#once(request, write);
    switch (outcome.kind) {
      case 'done':
        return { ...outcome.answer, replayed: false };
      case 'answered':
        return { ...outcome.answer, replayed: true };
      case 'in_flight':
        throw new ProblemError('idempotency_conflict', 'a request with this idempotency-key is in flight', {
          headers: { 'retry-after': retryAfterSeconds },
        });
      case 'erased':
        // Without retry-after: to come again does not help before the key expires.
        throw new ProblemError('idempotency_conflict', 'what was done for this idempotency-key is erased');
      case 'other_request':
        throw new ProblemError('idempotency_conflict', 'this idempotency-key was used for another body', {
          status: 422,
        });
      default:
        return assertNever(outcome);
    }
  }

  async #once(
    { principal: { org, kind, id }, route, body, idempotencyKey: key }: WriteRequest,
    write: (tx: LogTransaction) => Promise<Answer>,
  ): Promise<KeyedOutcome> {
    const keyed =
      key === undefined ? undefined : { org, principal: `${kind}:${id}`, route, key, digest: requestDigest(body) };
    try {
      return await this.#requests.once({ org, keyed }, write);
    } catch (error) {
      if (!(error instanceof ContentRefused)) throw error;
      throw new ProblemError('invalid_request', 'a value of the body cannot be stored', { cause: error });
    }
  }
}

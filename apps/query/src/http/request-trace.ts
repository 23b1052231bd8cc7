import type { DomainEvent } from '@activity-log/activity';
import { parseTraceparent } from '@activity-log/contracts';
import { currentCorrelation } from '@activity-log/platform';

/** What an event of a request carries on, so that whatever follows from it can be told to belong to the request. */
export type RequestTrace = Pick<DomainEvent, 'correlationId' | 'traceparent'>;

/** The trace of the request that is being answered; of a `traceparent` that is not valid, nothing. */
export function currentRequestTrace(): RequestTrace {
  const { correlationId, traceparent: given } = currentCorrelation() ?? {};
  const traceparent = given === undefined ? undefined : parseTraceparent(given);
  return {
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

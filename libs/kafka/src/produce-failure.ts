import { brokerErrorType, isOutage } from './client-error.js';

/**
 * What a failed produce request means for what comes next:
 * - `in-doubt`: no answer, so it may be stored, or be stored yet. The same request has to be settled first.
 * - `sequence-lost`: the broker refuses this producer's numbering. A new producer sends the same request.
 * - `too-large`, `topic-missing`, `refused`: an answer for good.
 */
export type ProduceFailure = 'in-doubt' | 'sequence-lost' | 'too-large' | 'topic-missing' | 'refused';

const byBrokerError: Readonly<Record<string, ProduceFailure>> = {
  OUT_OF_ORDER_SEQUENCE_NUMBER: 'sequence-lost',
  DUPLICATE_SEQUENCE_NUMBER: 'sequence-lost',
  INVALID_PRODUCER_EPOCH: 'sequence-lost',
  INVALID_PRODUCER_ID_MAPPING: 'sequence-lost',
  UNKNOWN_PRODUCER_ID: 'sequence-lost',
  PRODUCER_FENCED: 'sequence-lost',
  MESSAGE_TOO_LARGE: 'too-large',
  RECORD_LIST_TOO_LARGE: 'too-large',
  UNKNOWN_TOPIC_OR_PARTITION: 'topic-missing',
};

/** Sorts an error of the client's `send`. */
export function produceFailure(error: unknown): ProduceFailure {
  const known = byBrokerError[brokerErrorType(error) ?? ''];
  if (known !== undefined) return known;
  return isOutage(error) ? 'in-doubt' : 'refused';
}

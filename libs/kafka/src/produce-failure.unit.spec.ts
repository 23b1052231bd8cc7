import { describe, expect, it } from '@jest/globals';
import { produceFailure } from './produce-failure.js';

/** An error as kafkajs throws it when its own attempts are used up. */
function exceeded(cause: object): Error {
  return Object.assign(new Error('exceeded'), { name: 'KafkaJSNumberOfRetriesExceeded', retriable: false, cause });
}

const protocolError = (type: string, retriable: boolean): object => ({
  name: 'KafkaJSProtocolError',
  type,
  retriable,
});

describe('produceFailure', () => {
  it('takes a request without an answer for one in doubt', () => {
    expect(produceFailure(exceeded({ name: 'KafkaJSRequestTimeoutError', retriable: true }))).toBe('in-doubt');
    expect(produceFailure(exceeded({ name: 'KafkaJSConnectionClosedError', retriable: true }))).toBe('in-doubt');
    expect(produceFailure(exceeded(protocolError('NOT_ENOUGH_REPLICAS_AFTER_APPEND', true)))).toBe('in-doubt');
  });

  it.each(['OUT_OF_ORDER_SEQUENCE_NUMBER', 'INVALID_PRODUCER_EPOCH', 'UNKNOWN_PRODUCER_ID'])(
    'gives up the numbering of a producer on %s',
    (type) => {
      expect(produceFailure(protocolError(type, false))).toBe('sequence-lost');
    },
  );

  it('tells a record that is too large and a topic that is missing from a refusal', () => {
    expect(produceFailure(protocolError('MESSAGE_TOO_LARGE', false))).toBe('too-large');
    expect(produceFailure(exceeded(protocolError('UNKNOWN_TOPIC_OR_PARTITION', true)))).toBe('topic-missing');
    expect(produceFailure(protocolError('TOPIC_AUTHORIZATION_FAILED', false))).toBe('refused');
  });
});

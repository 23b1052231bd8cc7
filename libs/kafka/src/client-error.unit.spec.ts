import { describe, expect, it } from '@jest/globals';
import { brokerErrorType, isMembershipError, isOutage } from './client-error.js';
import { CompressedBatchRefused } from './codecs/compressed-batch-refused.js';

const named = (name: string, facts: object = {}): Error => Object.assign(new Error(name), { name, ...facts });

describe('an error of the client', () => {
  it('is an outage when nobody answered, also where the library calls that final', () => {
    expect(isOutage(named('KafkaJSGroupCoordinatorNotFound', { retriable: false }))).toBe(true);
    expect(isOutage(named('KafkaJSNonRetriableError', { cause: named('KafkaJSConnectionError') }))).toBe(true);
    expect(isOutage(named('KafkaJSProtocolError', { type: 'LEADER_NOT_AVAILABLE', retriable: true }))).toBe(true);
  });

  it('is no outage when the broker refuses, the code is wrong, or a batch cannot be read', () => {
    expect(isOutage(named('KafkaJSProtocolError', { type: 'INCONSISTENT_GROUP_PROTOCOL', retriable: false }))).toBe(
      false,
    );
    expect(isOutage(named('KafkaJSNonRetriableError', { retriable: false, cause: new TypeError('x') }))).toBe(false);
    const refused = new CompressedBatchRefused('zstd', 'too large');
    expect(isOutage(refused)).toBe(false);
    expect(isOutage(named('KafkaJSNumberOfRetriesExceeded', { retriable: false, cause: refused }))).toBe(false);
  });

  it('tells by the broker’s name of it, however deep, that the group has to be joined again', () => {
    const inner = named('KafkaJSProtocolError', { type: 'ILLEGAL_GENERATION' });
    expect(isMembershipError(named('KafkaJSNonRetriableError', { cause: inner }))).toBe(true);
    expect(isMembershipError(named('KafkaJSConnectionError'))).toBe(false);
    expect(brokerErrorType('text')).toBeUndefined();
  });
});

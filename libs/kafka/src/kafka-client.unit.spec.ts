import { describe, expect, it } from '@jest/globals';
import { kafkaClient } from './kafka-client.js';
import type { LogEvent } from './log.js';

describe('the log of the client library', () => {
  it('becomes events with known facts alone, and without its own correlation id', () => {
    const events: LogEvent[] = [];
    const keep = (event: LogEvent): void => {
      events.push(event);
    };
    const client = kafkaClient({
      brokers: ['127.0.0.1:1'],
      clientId: 'spec',
      log: { debug: keep, info: keep, warn: keep, error: keep },
      retry: {},
      requestTimeoutMs: 1_000,
    });
    client.logger().error('Response Produce', { correlationId: 17, broker: 'b:1', size: 4, payload: { secret: true } });
    expect(events).toEqual([{ event: 'kafka.client', from: undefined, message: 'Response Produce', broker: 'b:1' }]);
  });
});

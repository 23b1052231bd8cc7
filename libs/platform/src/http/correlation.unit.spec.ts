import { describe, expect, it } from '@jest/globals';
import {
  correlationIdOf,
  correlationOf,
  currentCorrelation,
  currentCorrelationId,
  runWithCorrelation,
} from './correlation.js';

describe('the correlation id of a request', () => {
  it('is the one it brings', () => {
    expect(correlationIdOf({ 'x-correlation-id': 'order-7' })).toBe('order-7');
  });

  it('is its trace id when it brings none', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    expect(correlationIdOf({ traceparent })).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  });

  it.each([['a line\nbreak'], ['x'.repeat(129)], [''], ['"quoted"']])('is a new one instead of %j', (given) => {
    expect(correlationIdOf({ 'x-correlation-id': given })).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('goes with its traceparent, as it came', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    expect(correlationOf({ 'x-correlation-id': 'order-7', traceparent })).toEqual({
      correlationId: 'order-7',
      traceparent,
    });
    expect(correlationOf({ 'x-correlation-id': 'order-7' })).toEqual({ correlationId: 'order-7' });
  });

  it('is known to everything that the request awaits', async () => {
    const seen = await runWithCorrelation({ correlationId: 'abc', traceparent: 't' }, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return [currentCorrelationId(), currentCorrelation()?.traceparent];
    });
    expect(seen).toEqual(['abc', 't']);
    expect(currentCorrelationId()).toBeUndefined();
  });
});

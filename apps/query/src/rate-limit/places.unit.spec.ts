import { describe, expect, it } from '@jest/globals';
import { createMetrics, ProblemError } from '@activity-log/platform';
import { Places } from './places.js';
import { RateLimitMetrics } from './rate-limit-metrics.js';

function refusalOf(attempt: () => unknown): unknown {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return [error.status, error.code, error.headers['retry-after'], error.message];
  }
}

describe('places', () => {
  const withPlaces = (max: number, maxPerHolder: number) => {
    const metrics = createMetrics();
    const places = new Places({
      of: 'streams',
      max,
      maxPerHolder,
      holder: 'principal',
      retryAfterSeconds: 5,
      metrics: new RateLimitMetrics(metrics),
    });
    return { metrics, places };
  };
  const overOwn = [429, 'rate_limited', '5', 'this principal has as many streams as it may have at once'];
  const full = [503, 'unavailable', '5', 'no more streams can be served now'];

  it('are refused to who has all of its own, and counted, while others get theirs', async () => {
    const { metrics, places } = withPlaces(10, 2);
    places.take('ada');
    const giveBack = places.take('ada');
    expect(refusalOf(() => places.take('ada'))).toEqual(overOwn);
    expect(refusalOf(() => places.take('bob'))).toBeUndefined();
    giveBack();
    expect(refusalOf(() => places.take('ada'))).toBeUndefined();
    expect(refusalOf(() => places.take('ada'))).toEqual(overOwn);
    expect(await metrics.read()).toContain('http_rate_limited_total{policy="streams"} 2');
  });

  it('are refused to everybody when none is left; who has all of its own is told that', () => {
    const { places } = withPlaces(3, 2);
    places.take('ada');
    const giveBack = places.take('ada');
    places.take('bob');
    expect(refusalOf(() => places.take('bob'))).toEqual(full);
    expect(refusalOf(() => places.take('cleo'))).toEqual(full);
    expect(refusalOf(() => places.take('ada'))).toEqual(overOwn);
    giveBack();
    expect(refusalOf(() => places.take('cleo'))).toBeUndefined();
    expect(refusalOf(() => places.take('cleo'))).toEqual(full);
  });

  it('are given back once, however often it is said', () => {
    const { places } = withPlaces(3, 2);
    const giveBack = places.take('ada');
    places.take('ada');
    giveBack();
    giveBack();
    places.take('ada');
    expect(refusalOf(() => places.take('ada'))).toEqual(overOwn);
    places.take('bob');
    expect(refusalOf(() => places.take('cleo'))).toEqual(full);
  });
});

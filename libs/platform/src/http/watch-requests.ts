import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from '../log/create-logger.js';
import type { Metrics } from '../metrics/metrics.js';
import { correlationOf, runWithCorrelation, type Correlation } from './correlation.js';

/** Bounds of the duration histogram in seconds: a timeline page takes milliseconds, an export minutes. */
const durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

/**
 * Gives each request its correlation id, which the answer repeats in `x-correlation-id`, and measures it in
 * `http_request_duration_seconds{method,route,status}`. The route is the pattern, never the path: a path names records.
 */
export function watchRequests(server: FastifyInstance, { log, metrics }: { log: Logger; metrics: Metrics }): void {
  const durations = metrics.histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request to the end of its answer.',
    labels: ['method', 'route', 'status'],
    buckets: durationBuckets,
  });
  const correlations = new WeakMap<FastifyRequest, Correlation>();

  server.addHook('onRequest', (request, reply, done) => {
    const correlation = correlationOf(request.headers);
    correlations.set(request, correlation);
    void reply.header('x-correlation-id', correlation.correlationId);
    runWithCorrelation(correlation, done);
  });
  // Reading a body leaves the async context of the hook above; this one enters it again.
  server.addHook('preValidation', (request, _reply, done) => {
    runWithCorrelation(correlations.get(request) ?? { correlationId: request.id }, done);
  });
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.is404 ? 'unmatched' : (request.routeOptions.url ?? 'unmatched');
    const { method } = request;
    const status = reply.statusCode;
    durations.observe({ method, route, status }, reply.elapsedTime / 1000);
    log.debug({
      event: 'http.answered',
      method,
      route,
      status,
      ms: Math.round(reply.elapsedTime),
      correlationId: correlations.get(request)?.correlationId,
    });
    done();
  });
}

import { Metrics } from './metrics.js';

/** The metrics of a service, with those of its process in them. */
export function createMetrics(): Metrics {
  const metrics = new Metrics();
  metrics.collectProcess();
  return metrics;
}

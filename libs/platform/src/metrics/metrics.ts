import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** A metric's name, what it counts, and the labels that tell its series apart. */
export interface MetricOptions<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly Label[];
}

/** The metrics of one service, in a registry of its own, so that two services in one process do not mix. */
export class Metrics {
  readonly #registry = new Registry();

  /** A count that only rises; its name ends in `_total`. */
  counter<Label extends string = never>({ name, help, labels = [] }: MetricOptions<Label>): Counter<Label> {
    return new Counter({ name, help, labelNames: labels, registers: [this.#registry] });
  }

  /** A value that rises and falls. `collect`, when given, sets it each time the metrics are read. */
  gauge<Label extends string = never>({
    name,
    help,
    labels = [],
    collect,
  }: MetricOptions<Label> & { readonly collect?: (gauge: Gauge<Label>) => void | Promise<void> }): Gauge<Label> {
    return new Gauge({
      name,
      help,
      labelNames: labels,
      registers: [this.#registry],
      ...(collect
        ? {
            collect(this: Gauge<Label>) {
              return collect(this);
            },
          }
        : {}),
    });
  }

  /** A distribution; `buckets` are upper bounds in the unit of its name. */
  histogram<Label extends string = never>({
    name,
    help,
    labels = [],
    buckets,
  }: MetricOptions<Label> & { readonly buckets: readonly number[] }): Histogram<Label> {
    return new Histogram({ name, help, labelNames: labels, buckets: [...buckets], registers: [this.#registry] });
  }

  /** Adds the process's own: memory, CPU, event loop lag, garbage collection. */
  collectProcess(): void {
    collectDefaultMetrics({ register: this.#registry });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Everything in the Prometheus text format. */
  read(): Promise<string> {
    return this.#registry.metrics();
  }
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** What a request is known by, here and to those it goes on to. */
export interface Correlation {
  readonly correlationId: string;
  /** The header `traceparent`, as it came. */
  readonly traceparent?: string;
}

const storage = new AsyncLocalStorage<Correlation>();

// What is echoed in a header and a log line must not be able to break either.
const sane = /^[A-Za-z0-9._:/@=+-]{1,128}$/;
const traceparent = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The correlation id of a request: its `x-correlation-id`, or the trace id of its `traceparent`, or a new one. */
export function correlationIdOf(headers: Headers): string {
  const given = headers['x-correlation-id'];
  if (typeof given === 'string' && sane.test(given)) return given;
  const trace = headers['traceparent'];
  return (typeof trace === 'string' ? traceparent.exec(trace)?.[1] : undefined) ?? randomUUID();
}

/** The correlation of a request. */
export function correlationOf(headers: Headers): Correlation {
  const { traceparent: trace } = headers;
  return { correlationId: correlationIdOf(headers), ...(typeof trace === 'string' ? { traceparent: trace } : {}) };
}

/** Runs `step`; everything it awaits and logs has this correlation. */
export function runWithCorrelation<T>(correlation: Correlation, step: () => T): T {
  return storage.run(correlation, step);
}

/** The correlation of what runs now, if it has one. */
export function currentCorrelation(): Correlation | undefined {
  return storage.getStore();
}

/** The correlation id of what runs now, if it has one. */
export function currentCorrelationId(): string | undefined {
  return storage.getStore()?.correlationId;
}

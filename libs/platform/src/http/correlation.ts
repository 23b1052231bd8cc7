import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const storage = new AsyncLocalStorage<string>();

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

/** Runs `step`; everything it awaits and logs has this correlation id. */
export function runWithCorrelation<T>(correlationId: string, step: () => T): T {
  return storage.run(correlationId, step);
}

/** The correlation id of what runs now, if it has one. */
export function currentCorrelationId(): string | undefined {
  return storage.getStore();
}

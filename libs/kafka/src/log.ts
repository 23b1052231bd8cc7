/** What this package needs of a logger: events as objects, never payload. pino's logger is one. */
export interface Log {
  debug(event: LogEvent): void;
  info(event: LogEvent): void;
  warn(event: LogEvent): void;
  error(event: LogEvent): void;
}

/** `event` is the stable name (`kafka.consumer_joined`); the rest are its facts. */
export interface LogEvent {
  readonly event: string;
  readonly [fact: string]: unknown;
}

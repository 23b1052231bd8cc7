import { pino, type DestinationStream, type Logger as PinoLogger, type LevelWithSilent } from 'pino';
import { currentCorrelationId } from '../http/correlation.js';
import { errorFacts } from './error-facts.js';

/**
 * A log of events: `log.info({ event: 'relay.published', count, lagMs })`. No payload and no personal data;
 * an error goes under `err`. Lines written while a request is handled carry its `correlationId`.
 */
export type Logger = PinoLogger;

/** A level below which nothing is written. */
export type LogLevel = LevelWithSilent;

/** What every line of a log has in common, and where it goes. */
export interface LoggerOptions {
  /** The program's name, e.g. `ingest`. */
  readonly service: string;
  readonly level: LogLevel;
  /** Standard output when absent. */
  readonly stream?: DestinationStream;
}

/** A logger of JSON lines `{level, time (RFC 3339), service, event, …}`. */
export function createLogger({ service, level, stream }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: errorFacts, error: errorFacts },
    mixin: () => {
      const correlationId = currentCorrelationId();
      return correlationId === undefined ? {} : { correlationId };
    },
  };
  return stream ? pino(options, stream) : pino(options);
}

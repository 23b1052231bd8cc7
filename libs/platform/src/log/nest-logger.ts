import type { LoggerService } from '@nestjs/common';
import type { Logger } from './create-logger.js';

/** Nest's own lines as events of the log: start-up chatter at debug, warnings and errors as they are. */
export function nestLogger(log: Logger): LoggerService {
  const line = (message: unknown, rest: readonly unknown[]): object => {
    const context = rest.findLast((part) => typeof part === 'string' && !part.includes('\n'));
    const fact =
      message instanceof Error
        ? { err: message }
        : { text: typeof message === 'string' ? message : JSON.stringify(message) };
    return { event: 'nest', ...(context === undefined ? {} : { context }), ...fact };
  };
  return {
    log: (message: unknown, ...rest: unknown[]) => {
      log.debug(line(message, rest));
    },
    debug: (message: unknown, ...rest: unknown[]) => {
      log.debug(line(message, rest));
    },
    verbose: (message: unknown, ...rest: unknown[]) => {
      log.trace(line(message, rest));
    },
    warn: (message: unknown, ...rest: unknown[]) => {
      log.warn(line(message, rest));
    },
    error: (message: unknown, ...rest: unknown[]) => {
      log.error(line(message, rest));
    },
    fatal: (message: unknown, ...rest: unknown[]) => {
      log.fatal(line(message, rest));
    },
  };
}

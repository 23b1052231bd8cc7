import { ConfigError } from '../config/config-error.js';
import { exitWithParent } from '../exit-with-parent.js';
import { createLogger, type Logger, type LogLevel } from '../log/create-logger.js';
import { Shutdown } from './shutdown.js';

/** A program: how to read its configuration, and how to start it. */
export interface Program<Config extends { readonly logLevel: LogLevel }> {
  /** Its name in the log. */
  readonly service: string;
  /** Throws a {@link ConfigError} for a bad environment. */
  readonly config: (env: NodeJS.ProcessEnv) => Config;
  /** Starts everything and registers its stops. A throw ends the program with exit code 1. */
  readonly start: (parts: {
    readonly config: Config;
    readonly log: Logger;
    readonly shutdown: Shutdown;
  }) => Promise<void>;
}

/** Docker and the like kill a container 10 s after SIGTERM. */
const shutdownTimeoutMs = 9_000;

/** Runs a program until a signal or a crash ends the process. A bad configuration is told on standard error. */
export async function runProgram<Config extends { readonly logLevel: LogLevel }>({
  service,
  config: read,
  start,
}: Program<Config>): Promise<void> {
  let config: Config;
  try {
    config = read(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${service}: ${error.message}\n`);
    process.exitCode = 1;
    return;
  }
  const log = createLogger({ service, level: config.logLevel });
  const shutdown = new Shutdown({ log, timeoutMs: shutdownTimeoutMs });
  shutdown.listenForSignals();
  exitWithParent();
  try {
    await start({ config, log, shutdown });
  } catch (error) {
    // What ends a start that is being shut down is the shutdown itself.
    await (shutdown.signal.aborted ? shutdown.stop('start ended') : shutdown.crash(error));
  }
}

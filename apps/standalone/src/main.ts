import { inspect } from 'node:util';
import { StackError } from '@activity-log/embedded';
import { ConfigError } from '@activity-log/platform';
import { readStandaloneConfig } from './config.js';
import { LauncherWatch } from './launcher-watch.js';
import { SourceWatch } from './source-watch.js';
import { StandaloneError } from './standalone-error.js';
import { Standalone } from './standalone.js';

const show = (line: string): void => void process.stdout.write(`${line}\n`);
// A terminal that is gone is no reason to leave the broker and the database behind.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

process.exitCode = await main();
// Whatever still holds a socket: everything has been stopped.
process.exit();

/** Runs everything until SIGINT or SIGTERM; the exit code. */
async function main(): Promise<number> {
  const stopping = new AbortController();
  const stop = (): void => {
    if (!stopping.signal.aborted) show('stopping');
    stopping.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, stop);
  new LauncherWatch({ onGone: stop }).start();
  try {
    const watching = process.argv.includes('--watch');
    const standalone = new Standalone({
      config: readStandaloneConfig(process.env),
      env: process.env,
      show,
      onServiceDeath: watching ? 'tell' : 'stop',
    });
    const watch = watching ? new SourceWatch({ show, onChange: () => standalone.restartServices() }) : undefined;
    watch?.start();
    try {
      await standalone.run(stopping.signal);
    } finally {
      await watch?.stop();
    }
    return 0;
  } catch (error) {
    const expected = error instanceof StackError || error instanceof StandaloneError || error instanceof ConfigError;
    // An expected failure says what to do; where it was thrown helps nobody.
    const message = expected ? error.message : inspect(error);
    process.stderr.write(`\nthe activity log did not stay up: ${message}\n`);
    return 1;
  }
}

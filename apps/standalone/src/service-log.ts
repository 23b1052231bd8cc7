import { createWriteStream, existsSync, mkdirSync, renameSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import type { LogLevel } from '@activity-log/platform';

/** Where the lines of a service go. */
export interface ServiceLogOptions {
  readonly dataDir: string;
  readonly service: string;
  /** Lines below are in the file and nowhere else. */
  readonly shownLevel: LogLevel;
  readonly show: (line: string) => void;
}

const levels: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
const keptLines = 10;

/** The log of one service: every line in a file of the data directory, what matters on the terminal with the service's name. */
export class ServiceLog {
  readonly #options: ServiceLogOptions;
  readonly #file: WriteStream;
  readonly #tail: string[] = [];

  constructor(options: ServiceLogOptions) {
    this.#options = options;
    const path = join(options.dataDir, 'logs', `${options.service}.log`);
    mkdirSync(join(options.dataDir, 'logs'), { recursive: true });
    // One run, one file; the one before is kept.
    if (existsSync(path)) renameSync(path, `${path}.previous`);
    this.#file = createWriteStream(path, { mode: 0o600 });
    // A full disk stops the database first, which is told of.
    this.#file.on('error', () => undefined);
  }

  /** Takes one line without its end. */
  line(line: string): void {
    this.#file.write(`${line}\n`);
    this.#tail.push(line);
    if (this.#tail.length > keptLines) this.#tail.shift();
    const { shownLevel, show, service } = this.#options;
    if (levels.indexOf(levelOf(line)) >= levels.indexOf(shownLevel)) show(`[${service}] ${line}`);
  }

  /** The last lines, for the message when the service dies. */
  get tail(): string {
    return this.#tail.map((line) => `  | ${line}`).join('\n');
  }

  close(): void {
    this.#file.end();
  }
}

/** What is no event of our log comes from the runtime, and is bad news. */
function levelOf(line: string): string {
  return /^\{"level":"([a-z]+)"/.exec(line)?.[1] ?? 'error';
}

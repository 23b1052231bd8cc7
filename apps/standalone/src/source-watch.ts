import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { watch, type FSWatcher } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Whom to tell of a change. */
export interface SourceWatchOptions {
  readonly show: (line: string) => void;
  /** Called when compiled code has changed and has been still for a moment; one call at a time. */
  readonly onChange: () => Promise<void>;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** The compiler writes many files for one change. */
const stillMs = 400;

/** Compiles on every change of a source (`tsc -b --watch`) and tells of new code in the libraries and services. */
export class SourceWatch {
  readonly #options: SourceWatchOptions;
  readonly #watchers: FSWatcher[] = [];
  #compiler: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #changing: Promise<void> = Promise.resolve();

  constructor(options: SourceWatchOptions) {
    this.#options = options;
  }

  start(): void {
    const compiler = spawn('tsc', ['-b', '--watch', '--preserveWatchOutput'], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    compiler.once('error', (error) => {
      this.#options.show(`tsc cannot be started: ${error.message}`);
    });
    this.#compiler = compiler;
    for (const folder of ['apps', 'libs']) {
      const watcher = watch(`${root}${folder}`, { recursive: true }, (_event, file) => {
        if (file && /[\\/]dist[\\/].*\.js$/.test(file) && !file.startsWith('standalone')) this.#changed();
      });
      this.#watchers.push(watcher);
    }
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers) watcher.close();
    const compiler = this.#compiler;
    if (compiler?.exitCode === null && compiler.signalCode === null && compiler.pid !== undefined) {
      compiler.kill('SIGTERM');
      await once(compiler, 'exit');
    }
    await this.#changing;
  }

  #changed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#options.show('code has changed: starting ingest and query again');
      this.#changing = this.#changing.then(() => this.#options.onChange());
    }, stillMs);
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { queryEnvironment, type QueryGround } from './query-under-test.spec.js';

/** A query in a process of its own, so that it can be killed. */
export class QueryProcess {
  readonly #child: ChildProcess;

  /** `env` says what is otherwise than on the ground. */
  constructor(ground: QueryGround, env: Readonly<Record<string, string>> = {}) {
    const main = join(import.meta.dirname, '../../dist/main.js');
    this.#child = spawn(process.execPath, [main], {
      env: { ...process.env, ...queryEnvironment(ground), LOG_LEVEL: 'error', ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }

  /** SIGKILL: no stop, no rollback, no goodbye. */
  async kill(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }

  /** SIGTERM; the exit code. */
  async terminate(): Promise<number | null> {
    const exited = once(this.#child, 'exit') as Promise<[number | null]>;
    this.#child.kill('SIGTERM');
    const [code] = await exited;
    return code;
  }
}

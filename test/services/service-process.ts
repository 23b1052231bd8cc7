import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@activity-log/embedded';
import { serviceNodeFlags } from '@activity-log/platform';
import { waitFor } from '@activity-log/testing';

/** Which service, and the environment it gets beside its port. */
export interface ServiceOptions {
  readonly app: 'ingest' | 'query';
  readonly env: Readonly<Record<string, string>>;
}

const portSetting = { ingest: 'INGEST_HTTP_PORT', query: 'HTTP_PORT' } as const;
const maxOutputChars = 20_000;

/** A service as an operator runs it: the built program in a process of its own. Tests run at the root of the workspace. */
export class ServiceProcess {
  readonly baseUrl: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<number | null>;
  #output = '';

  private constructor({ app, env }: ServiceOptions, port: number) {
    this.baseUrl = `http://127.0.0.1:${port}`;
    const main = join(process.cwd(), 'apps', app, 'dist', 'main.js');
    this.#child = spawn(process.execPath, [...serviceNodeFlags[app], main], {
      env: { PATH: process.env['PATH'], ...env, [portSetting[app]]: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-maxOutputChars);
      });
    }
    this.#exited = once(this.#child, 'exit').then(([code]) => code as number | null);
  }

  /** Starts the service on a free port and waits until it is ready. */
  static async start(options: ServiceOptions): Promise<ServiceProcess> {
    const service = new ServiceProcess(options, await freePort());
    try {
      await waitFor(() => service.#isReady(), { timeoutMs: 30_000, describe: `${options.app} to be ready` });
      return service;
    } catch (error) {
      await service.kill();
      throw new Error(`${options.app} did not get ready; it printed:\n${service.output}`, { cause: error });
    }
  }

  /** What it printed, the end of it. */
  get output(): string {
    return this.#output;
  }

  /** Memory that it holds now. */
  async rssBytes(): Promise<number> {
    const status = await readFile(`/proc/${this.#pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
  }

  /** Sends a signal without waiting for what it does. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** The exit code once it has ended; null when a signal ended it. */
  exited(): Promise<number | null> {
    return this.#exited;
  }

  /** SIGTERM, and waits for the drain; the exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.#exited;
  }

  /** SIGKILL: no chance to finish anything. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  get #pid(): number {
    if (this.#child.pid === undefined) throw new Error('the service did not start');
    return this.#child.pid;
  }

  async #isReady(): Promise<boolean> {
    return fetch(`${this.baseUrl}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
  }
}

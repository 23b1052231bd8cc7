import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { serviceNodeFlags } from '@activity-log/platform';
import type { ServiceLog } from './service-log.js';
import { StandaloneError } from './standalone-error.js';

/** What to run. */
export interface ServiceSpec {
  readonly name: 'ingest' | 'query';
  /** Path of the program. */
  readonly main: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: ServiceLog;
  /** Makes the process known to a later start; what it returns is called when the process has ended. */
  readonly register: (child: { readonly name: string; readonly pid: number }) => () => void;
  /** Told when the process ends without having been asked to. */
  readonly onDeath: (error: StandaloneError) => void;
}

const drainMs = 4_500;

/** One of our services as a child process. It ends by itself when this process is killed (the IPC channel closes). */
export class ServiceProcess {
  readonly #spec: ServiceSpec;
  #child: ChildProcess | undefined;
  #exited: Promise<unknown> = Promise.resolve();
  #stopping = false;

  constructor(spec: ServiceSpec) {
    this.#spec = spec;
  }

  get name(): string {
    return this.#spec.name;
  }

  start(): void {
    const { name, main, env, log, register, onDeath } = this.#spec;
    this.#stopping = false;
    const child = spawn(process.execPath, [...serviceNodeFlags[name], main], {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A session of its own: Ctrl-C reaches us alone, and we stop things in their order.
      detached: true,
    });
    this.#child = child;
    const forget = child.pid === undefined ? undefined : register({ name, pid: child.pid });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) {
        createInterface({ input: stream }).on('line', (line) => {
          log.line(line);
        });
      }
    }
    this.#exited = once(child, 'close').catch(() => undefined);
    child.once('error', (cause) => {
      onDeath(new StandaloneError('service_died', `${name} cannot be started`, { cause }));
    });
    child.once('close', (code, signal) => {
      forget?.();
      if (this.#stopping) return;
      const how = signal ? `was ended by ${signal}` : `ended with exit code ${String(code)}`;
      onDeath(new StandaloneError('service_died', `${name} ${how}; its last lines:\n${log.tail}`));
    });
  }

  /** Lets the service drain, and ends it when it takes longer than 4.5 s. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), drainMs);
    await this.#exited;
    clearTimeout(timer);
  }

  async restart(): Promise<void> {
    await this.stop();
    this.start();
  }
}

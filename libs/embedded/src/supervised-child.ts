import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, renameSync } from 'node:fs';
import { logTail } from './log-tail.js';
import { isRunning, signal, type ProcessIdentity } from './process-identity.js';
import { registerChild } from './register-child.js';
import { StackError } from './stack-error.js';

/** What to run, and how it is asked to end. */
export interface ChildSpec {
  /** Names the child in messages, its log file and its pid file. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** The user to run as; this process's own when absent. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Standard output and standard error go here; the log of the run before is kept beside it as `.previous`. */
  readonly logPath: string;
  /** Says which process this is, for a start after this one was killed. */
  readonly pidPath: string;
  readonly stopping: StopPlan;
  /** Made unreadable wherever lines of the log are shown. */
  readonly secrets: readonly string[];
}

/** The signals that end a child, one after the other, each with the time it is given. The last is always SIGKILL. */
export type StopPlan = readonly { readonly signal: NodeJS.Signals; readonly graceMs: number }[];

/** How a child ended. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A child process of its own session (Ctrl-C in the terminal reaches only us), known by its pid file from before it does anything. */
export class SupervisedChild {
  readonly #spec: ChildSpec;
  readonly #child: ChildProcess;
  readonly #identity: ProcessIdentity;
  #exit: ChildExit | undefined;
  /** Resolves when the child has ended, for whatever reason. Never rejects. */
  readonly exited: Promise<ChildExit>;

  private constructor(
    spec: ChildSpec,
    { child, identity, forget }: { child: ChildProcess; identity: ProcessIdentity; forget: () => void },
  ) {
    this.#spec = spec;
    this.#child = child;
    this.#identity = identity;
    this.exited = new Promise((resolve) => {
      const end = (code: number | null, name: NodeJS.Signals | null): void => {
        this.#exit = { code, signal: name };
        forget();
        resolve(this.#exit);
      };
      if (child.exitCode !== null || child.signalCode !== null) end(child.exitCode, child.signalCode);
      else child.once('exit', end);
    });
  }

  static async start(spec: ChildSpec): Promise<SupervisedChild> {
    if (existsSync(spec.logPath)) renameSync(spec.logPath, `${spec.logPath}.previous`);
    const log = openSync(spec.logPath, 'a', 0o600);
    // The shell waits for one line before it becomes the program. Should we be killed before the pid file is written,
    // it reads the end of its input instead and goes away: no process ever runs that the next start does not know.
    const child = spawn('/bin/sh', ['-c', 'read -r go && exec "$@"', spec.name, spec.command, ...spec.args], {
      cwd: '/',
      env: spec.env,
      stdio: ['pipe', log, log],
      detached: true,
      ...(spec.user ?? {}),
    });
    closeSync(log);
    child.stdin?.on('error', () => undefined);
    await once(child, 'spawn');
    const { pidPath, name } = spec;
    const registered = child.pid === undefined ? undefined : registerChild({ pidPath, name, pid: child.pid });
    if (!registered) throw childDied(spec, { code: child.exitCode, signal: child.signalCode });
    child.stdin?.end('go\n');
    child.unref();
    return new SupervisedChild(spec, { child, ...registered });
  }

  get name(): string {
    return this.#spec.name;
  }

  get pid(): number {
    return this.#identity.pid;
  }

  /** How it ended; undefined while it runs. */
  get exit(): ChildExit | undefined {
    return this.#exit;
  }

  /** The error that tells of this child's end, with the last lines of its log. */
  death(exit: ChildExit): StackError {
    return childDied(this.#spec, exit);
  }

  /** Waits for a child that is meant to end. Throws a StackError unless it ends with 0. */
  async completed(): Promise<void> {
    this.#child.ref();
    const exit = await this.exited;
    if (exit.code !== 0) throw this.death(exit);
  }

  /** Ends the child by its stop plan; resolves when it is gone. Safe to call more than once and after its death. */
  async stop(): Promise<void> {
    this.#child.ref();
    for (const step of this.#spec.stopping) {
      if (this.#exit) return;
      signal(this.#identity, step.signal);
      await within(step.graceMs, this.exited);
    }
    if (!isRunning(this.#identity)) await this.exited;
  }
}

async function within(timeoutMs: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([promise, timeout]);
  clearTimeout(timer);
}

const shownLogLines = 15;

function childDied(spec: ChildSpec, exit: ChildExit): StackError {
  const tail = logTail({ path: spec.logPath, lines: shownLogLines, secrets: spec.secrets });
  if (/No space left on device|ENOSPC/i.test(tail)) {
    return new StackError('disk_full', {
      what: `${spec.name} ended because the disk is full`,
      mend: 'Free some space, or set DATA_DIR to a directory on another disk; nothing that was acknowledged is lost',
    });
  }
  const how = exit.signal ? `was ended by ${exit.signal}` : `ended with exit code ${String(exit.code)}`;
  return new StackError('child_died', {
    what: `${spec.name} ${how}${tail === '' ? '' : `; the end of its log:\n${indent(tail)}\n`}`,
    mend: `Read ${spec.logPath}, then start again`,
    retry: 'later',
  });
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  | ');
}

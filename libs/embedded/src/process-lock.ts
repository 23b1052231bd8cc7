import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity.js';

/**
 * A lock file that names the process holding it: a lock whose holder is gone is free.
 * One process can hold it once.
 */
export class ProcessLock {
  readonly #path: string;
  #held: string | undefined;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Takes the lock for this process, or answers who holds it. */
  static async take(path: string): Promise<ProcessLock | { heldBy: ProcessIdentity }> {
    const lock = new ProcessLock(path);
    const me = identityOf(process.pid);
    if (!me) throw new Error('cannot find this process in the process table');
    const mine = JSON.stringify({ ...me, nonce: randomUUID() });
    for (;;) {
      if (await createWith(path, mine)) {
        lock.#held = mine;
        return lock;
      }
      const theirs = await readFile(path, 'utf8').catch(() => undefined);
      if (theirs === undefined) continue;
      const holder = parseHolder(theirs);
      if (holder && isRunning(holder)) return { heldBy: holder };
      await removeStale(path, theirs);
    }
  }

  /** Gives the lock back. */
  async release(): Promise<void> {
    if (this.#held === undefined) return;
    const held = this.#held;
    this.#held = undefined;
    if ((await readFile(this.#path, 'utf8').catch(() => undefined)) === held) await rm(this.#path, { force: true });
  }
}

/** Creates the file with its content in one step, so that nobody reads a lock without its holder; false when it exists. */
async function createWith(path: string, content: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, content, { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Takes a dead holder's file away, and puts it back should another process have taken the lock since we read it. */
async function removeStale(path: string, seen: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== seen) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

function parseHolder(text: string): ProcessIdentity | undefined {
  try {
    const { pid, started } = JSON.parse(text) as Partial<ProcessIdentity>;
    return typeof pid === 'number' && typeof started === 'string' ? { pid, started } : undefined;
  } catch {
    return undefined;
  }
}

import { rmSync, writeFileSync } from 'node:fs';
import { identityOf, type ProcessIdentity } from './process-identity.js';

/** What a pid file holds. */
export interface PidFile extends ProcessIdentity {
  readonly name: string;
  readonly owner: ProcessIdentity;
}

/**
 * Writes which process a child of this one is, so that a start after this process was killed ends it. Undefined when the child
 * is gone already; else its identity, and how to forget it once it has ended.
 */
export function registerChild({
  pidPath,
  name,
  pid,
}: {
  pidPath: string;
  name: string;
  pid: number;
}): { readonly identity: ProcessIdentity; forget(): void } | undefined {
  const identity = identityOf(pid);
  const owner = identityOf(process.pid);
  if (!identity || !owner) return undefined;
  const pidFile: PidFile = { name, ...identity, owner };
  writeFileSync(pidPath, JSON.stringify(pidFile), { flush: true });
  return {
    identity,
    forget: () => {
      rmSync(pidPath, { force: true });
    },
  };
}

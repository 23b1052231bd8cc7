import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StackError } from './stack-error.js';

/** How to run a program as somebody who is not root. */
export interface UnprivilegedLaunch {
  /** Given to spawn; absent when this process is nobody special, or when `prefix` changes the user. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Words before the command. */
  readonly prefix: readonly string[];
  /** Who the files must belong to; absent when this process is nobody special. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/**
 * PostgreSQL refuses to run as root: as root it runs as `postgres`, or as `nobody` where there is no such user.
 * When that user cannot even reach one of the paths (a checkout below /root, say), setpriv lets it pass directories.
 *
 * Throws a StackError `no_unprivileged_user`.
 */
export function unprivilegedLaunch(paths: readonly string[]): UnprivilegedLaunch {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const owner = userNamed('postgres') ?? userNamed('nobody');
  if (!owner) {
    throw new StackError('no_unprivileged_user', {
      what: 'PostgreSQL does not run as root, and there is no user postgres or nobody to run it as',
      mend: 'Start as an ordinary user, or create one: useradd --system postgres',
    });
  }
  if (paths.every((path) => isReachable(path, owner))) return { user: owner, prefix: [], owner };
  if (spawnSync('setpriv', ['--version']).status !== 0) {
    throw new StackError('no_unprivileged_user', {
      what: `PostgreSQL does not run as root, and the user it would run as cannot reach ${paths.join(' or ')}`,
      mend: 'Move the checkout and DATA_DIR out of the private directory, start as an ordinary user, or install util-linux (setpriv)',
    });
  }
  const ids = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
  // Without the secure bit, access(2) would still refuse, which is how PostgreSQL looks for its own programs.
  const rights = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup'];
  return { prefix: ['setpriv', ...ids, ...rights, '--'], owner };
}

function userNamed(name: string): { uid: number; gid: number } | undefined {
  const [uid, gid] = ['-u', '-g'].map((which) => spawnSync('id', [which, name], { encoding: 'utf8' }));
  if (uid?.status !== 0 || gid?.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/** Whether every directory above the path lets that user pass. */
function isReachable(path: string, { uid, gid }: { uid: number; gid: number }): boolean {
  for (let dir = dirname(path); ; dir = dirname(dir)) {
    const stat = statSync(dir);
    const mayPass = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001;
    if ((stat.mode & mayPass) === 0) return false;
    if (dir === dirname(dir)) return true;
  }
}

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { identityOf } from './process-identity.js';

/** Stands by while the stack runs. */
export interface Watchdog {
  readonly name: 'watchdog';
  /** 0 when it could not be started. */
  readonly pid: number;
  /** Sends it home: everything has been stopped in good order. */
  dismiss(): void;
}

// Node runs compiled code only, also when this file itself is read from src by a test.
const program = fileURLToPath(new URL('../dist/watchdog.js', import.meta.url));

/** Starts a process that ends our children should we be killed, so that no broker is left running after a killed test run. */
export function startWatchdog(runDir: string): Watchdog {
  const me = identityOf(process.pid);
  if (!me) throw new Error('cannot find this process in the process table');
  const child = spawn(process.execPath, [program, runDir, String(me.pid), me.started], {
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  // Without a watchdog the next start cleans up.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  return {
    name: 'watchdog',
    pid: child.pid ?? 0,
    dismiss: () => {
      child.stdin.end('home\n');
    },
  };
}

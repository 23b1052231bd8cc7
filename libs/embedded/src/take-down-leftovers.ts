import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, signal, type ProcessIdentity } from './process-identity.js';
import type { PidFile } from './register-child.js';
import { stopPlanOf } from './stop-plan-of.js';

/**
 * Ends the children that a killed owner left running and removes their pid files; how many there were. Only a process whose pid *and* start
 * match its pid file is ended, so that a pid which is somebody else's by now is left alone.
 *
 * With `owner`, only that owner's children, and the pid files stay. The caller holds the data directory, or knows that the owner
 * is dead.
 */
export async function takeDownLeftovers({
  runDir,
  owner,
}: {
  runDir: string;
  owner?: ProcessIdentity;
}): Promise<number> {
  const leftovers = readdirSync(runDir)
    .filter((name) => name.endsWith('.pid.json'))
    .map((name) => join(runDir, name))
    .map((path) => ({ path, file: readPidFile(path) }))
    .filter(({ file }) => !owner || (file?.owner.pid === owner.pid && file.owner.started === owner.started));
  const ended = await Promise.all(
    leftovers.map(async ({ path, file }) => {
      const ran = file !== undefined && isRunning(file);
      if (ran) await takeDown(file);
      // A watchdog leaves the files: by now a new start may have written its own.
      if (!owner) rmSync(path, { force: true });
      return ran;
    }),
  );
  return ended.filter(Boolean).length;
}

async function takeDown(file: PidFile): Promise<void> {
  for (const step of stopPlanOf(file.name)) {
    signal(file, step.signal);
    const until = Date.now() + step.graceMs;
    while (isRunning(file) && Date.now() < until) await delay(pollMs);
    if (!isRunning(file)) return;
  }
}

// Not our child: there is no exit event to wait for.
const pollMs = 20;

function readPidFile(path: string): PidFile | undefined {
  try {
    const file = JSON.parse(readFileSync(path, 'utf8')) as Partial<PidFile>;
    return typeof file.pid === 'number' && typeof file.started === 'string' ? (file as PidFile) : undefined;
  } catch {
    // Half written: the program behind it was never let go.
    return undefined;
  }
}

import { rm } from 'node:fs/promises';
import './jest-global-setup.js';

/** Stops the stack of the run and removes its data. */
async function globalTeardown(): Promise<void> {
  const run = globalThis.activityLogTestRun;
  if (!run) return;
  await run.stack.stop();
  await rm(run.dataDir, { recursive: true, force: true });
}

// Jest takes the default export of a teardown file.
export { globalTeardown as default };

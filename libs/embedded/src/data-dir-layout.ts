import { accessSync, constants, mkdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StackError } from './stack-error.js';

/** Where things are in a data directory. */
export interface DataDirLayout {
  /** Absolute. */
  readonly dataDir: string;
  readonly runDir: string;
  readonly lockPath: string;
  logPath(child: string): string;
  pidPath(child: string): string;
}

/**
 * The layout of a data directory, whose folders are made when they are missing.
 * Throws a StackError `data_dir_unwritable`, or `disk_full` when less than `minFreeBytes` are free.
 */
export async function prepareDataDir({
  dataDir,
  minFreeBytes,
}: {
  dataDir: string;
  minFreeBytes: number;
}): Promise<DataDirLayout> {
  const root = resolve(dataDir);
  const runDir = join(root, 'run');
  const logsDir = join(root, 'logs');
  try {
    mkdirSync(runDir, { recursive: true });
    mkdirSync(logsDir, { recursive: true });
    for (const dir of [root, runDir, logsDir]) accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new StackError('data_dir_unwritable', {
      what: `the data directory ${root} cannot be written`,
      mend: 'Set DATA_DIR to a directory of this user; a directory that another user has filled stays that user’s',
      cause,
    });
  }
  const { bavail, bsize } = await statfs(root);
  if (bavail * bsize < minFreeBytes) {
    throw new StackError('disk_full', {
      what: `the disk of ${root} has ${mebibytes(bavail * bsize)} MiB left, and a start needs ${mebibytes(minFreeBytes)} MiB`,
      mend: 'Free some space, or set DATA_DIR to a directory on another disk',
    });
  }
  return {
    dataDir: root,
    runDir,
    lockPath: join(root, 'stack.lock'),
    logPath: (child) => join(logsDir, `${child}.log`),
    pidPath: (child) => join(runDir, `${child}.pid.json`),
  };
}

function mebibytes(bytes: number): number {
  return Math.floor(bytes / 1024 / 1024);
}

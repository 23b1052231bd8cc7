import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SupervisedChild, type ChildSpec } from './supervised-child.js';

describe('a supervised child', () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'activity-log-child-'));
  });
  afterEach(() => {
    rmSync(dir, { recursive: true, force: true });
  });

  const specOf = (script: string, rest: Partial<ChildSpec> = {}): ChildSpec => ({
    name: 'broker',
    command: '/bin/sh',
    args: ['-c', script],
    env: { PATH: process.env['PATH'] },
    logPath: join(dir, 'broker.log'),
    pidPath: join(dir, 'broker.pid.json'),
    stopping: [
      { signal: 'SIGTERM', graceMs: 200 },
      { signal: 'SIGKILL', graceMs: 2_000 },
    ],
    secrets: ['hunter2'],
    ...rest,
  });

  it('that fails is told of with the end of its log, without secrets', async () => {
    const child = await SupervisedChild.start(specOf('echo cannot log in with hunter2 >&2; exit 3'));
    await expect(child.completed()).rejects.toMatchObject({
      code: 'child_died',
      message: expect.stringContaining(
        'broker ended with exit code 3; the end of its log:\n  | cannot log in with ***',
      ) as unknown,
    });
  });

  it('that ran out of disk says so', async () => {
    const child = await SupervisedChild.start(specOf('echo "could not extend file: No space left on device"; exit 1'));
    await expect(child.completed()).rejects.toMatchObject({ code: 'disk_full' });
  });

  it('that ends well is done, and its pid file is gone', async () => {
    const child = await SupervisedChild.start(specOf('exit 0'));
    await child.completed();
    expect(existsSync(join(dir, 'broker.pid.json'))).toBe(false);
  });

  it('that does not listen is killed', async () => {
    const child = await SupervisedChild.start(specOf(`trap '' TERM; while :; do sleep 0.05; done`));
    // Whether the trap is set yet or not, it must be gone.
    await child.stop();
    expect(child.exit?.signal).toMatch(/^SIG(KILL|TERM)$/);
  });
});

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ProcessLock } from './process-lock.js';

describe('a process lock', () => {
  let dir: string;
  let path: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'activity-log-lock-'));
    path = join(dir, 'lock');
  });
  afterEach(() => {
    rmSync(dir, { recursive: true, force: true });
  });

  it('is one holder’s, and the next one’s after its release', async () => {
    const first = await ProcessLock.take(path);
    expect(await ProcessLock.take(path)).toMatchObject({ heldBy: { pid: process.pid } });
    await (first as ProcessLock).release();
    expect(await ProcessLock.take(path)).toBeInstanceOf(ProcessLock);
  });

  it('is one taker’s when many ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ProcessLock.take(path)));
    expect(answers.filter((answer) => answer instanceof ProcessLock)).toHaveLength(1);
  });

  it.each([
    ['of a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1, started: 'long ago' })],
    ['of a process whose pid is another’s by now', JSON.stringify({ pid: process.pid, started: 'long ago' })],
    ['that is no lock at all', 'half a'],
  ])('is free when the file is one %s', async (_, content) => {
    writeFileSync(path, content);
    expect(await ProcessLock.take(path)).toBeInstanceOf(ProcessLock);
    expect(readdirSync(dir)).toEqual(['lock']);
  });
});

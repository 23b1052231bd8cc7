import { describe, expect, it } from '@jest/globals';
import { createLogger } from '../log/create-logger.js';
import { Shutdown } from './shutdown.js';

const silent = createLogger({ service: 'test', level: 'silent' });

function shutdownThat(timeoutMs = 1_000): { shutdown: Shutdown; exits: number[] } {
  const exits: number[] = [];
  return { shutdown: new Shutdown({ log: silent, timeoutMs, exit: (code) => exits.push(code) }), exits };
}

describe('a shutdown', () => {
  it('runs the stops one after the other, in the order of their registration, and then exits with 0', async () => {
    const { shutdown, exits } = shutdownThat();
    const steps: string[] = [];
    shutdown.onStop('consumer', async () => {
      await new Promise((resolve) => setImmediate(resolve));
      steps.push('consumer');
    });
    shutdown.onStop('database', () => {
      steps.push('database');
      return Promise.resolve();
    });
    await shutdown.stop('SIGTERM');
    expect(steps).toEqual(['consumer', 'database']);
    expect(exits).toEqual([0]);
    expect(shutdown.signal.aborted).toBe(true);
  });

  it('happens once, however many signals come', async () => {
    const { shutdown, exits } = shutdownThat();
    await Promise.all([shutdown.stop('SIGINT'), shutdown.stop('SIGTERM'), shutdown.crash(new Error('late'))]);
    expect(exits).toEqual([0]);
  });

  it('goes on when a stop fails', async () => {
    const { shutdown, exits } = shutdownThat();
    let stopped = false;
    shutdown.onStop('broken', () => Promise.reject(new Error('no')));
    shutdown.onStop('next', () => {
      stopped = true;
      return Promise.resolve();
    });
    await shutdown.stop('SIGTERM');
    expect(stopped).toBe(true);
    expect(exits).toEqual([0]);
  });

  it('exits with 1 after a crash', async () => {
    const { shutdown, exits } = shutdownThat();
    await shutdown.crash(new Error('consumer gone'));
    expect(exits).toEqual([1]);
  });

  it('exits with 1 when a stop takes too long', async () => {
    const exited = new Promise<number>((resolve) => {
      const shutdown = new Shutdown({ log: silent, timeoutMs: 5, exit: resolve });
      shutdown.onStop('stuck', () => new Promise(() => undefined));
      void shutdown.stop('SIGTERM');
    });
    await expect(exited).resolves.toBe(1);
  });
});

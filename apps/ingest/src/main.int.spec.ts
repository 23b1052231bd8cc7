import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { testStack, waitFor } from '@activity-log/testing';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { IngestUnderTest } from './ingest-under-test.spec.js';
import { noteRecord } from './note-record.spec.js';

jest.setTimeout(60_000);

/** The built program, as an operator starts it. */
function startProgram(env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [resolve('apps/ingest/dist/main.js')], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output.text += String(chunk)));
  return { child, output, exited: once(child, 'close').then(([code]) => code as number | null) };
}

describe('the program', () => {
  it('does not start with a bad environment, and names each variable without its value', async () => {
    const { output, exited } = startProgram({ DATABASE_URL: 'mysql://crm:sesame@db/crm', INGEST_CONCURRENCY: '0' });
    expect(await exited).toBe(1);
    expect(output.text).toContain('KAFKA_BROKERS: is required');
    expect(output.text).toContain('DATABASE_URL: must be');
    expect(output.text).toContain('INGEST_CONCURRENCY: must be a whole number from 1 to 32');
    expect(output.text).not.toContain('sesame');
  });

  describe('over a broker and a database', () => {
    let scene: IngestUnderTest;

    beforeEach(async () => {
      scene = await IngestUnderTest.create();
    });

    afterEach(async () => {
      await scene.dispose();
    });

    it('drains what it has in hand on SIGTERM and ends with exit code 0', async () => {
      await scene.publish([noteRecord({ id: 'evt_1' })]);
      const { child, output, exited } = startProgram({
        KAFKA_BROKERS: testStack().brokers.join(','),
        DATABASE_URL: scene.database.ingestUrl,
        INGEST_HTTP_PORT: '0',
        DOMAIN_EVENTS_TOPIC: scene.topics.domainEvents,
        DEAD_LETTER_TOPIC: scene.topics.deadLetters,
        INGEST_GROUP_ID: scene.groupId,
      });
      try {
        await waitFor(async () => (await scene.stored()).length === 1, { timeoutMs: 30_000 });
        child.kill('SIGTERM');
        expect(await exited).toBe(0);
        expect(output.text).toContain('"event":"shutdown.ended","exitCode":0');
        await scene.drained();
      } finally {
        child.kill('SIGKILL');
      }
    });
  });
});

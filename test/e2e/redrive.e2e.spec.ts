import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deadLetterRecord, eventToRecord, readDeadLetter } from '@activity-log/contracts';
import { createTestDatabase, testStack, waitFor, type TestDatabase } from '@activity-log/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LogUnderTest } from '../services/log-under-test.js';

let database: TestDatabase;
let log: LogUnderTest;

beforeAll(async () => {
  database = await createTestDatabase();
  log = await LogUnderTest.create({ ...database, brokers: testStack().brokers });
  await log.startIngest();
}, 60_000);

afterAll(async () => {
  await log.close();
  await database.drop();
}, 30_000);

/** Runs the operator's command; what it printed. */
async function actlog(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join('apps', 'actlog', 'dist', 'main.js'), ...args], {
    env: {
      KAFKA_BROKERS: testStack().brokers.join(','),
      DOMAIN_EVENTS_TOPIC: log.topics.domainEvents,
      DEAD_LETTER_TOPIC: log.topics.deadLetters,
    },
  });
  return stdout;
}

async function lettersOf(code: string): Promise<number> {
  return (await log.deadLetters()).filter((record) => readDeadLetter(record)?.code === code).length;
}

describe('a redrive of all dead letters', () => {
  it('may be repeated: a right event is one activity, and a wrong one gets one letter a time', async () => {
    const at = new Date('2026-11-22T08:00:00Z');
    const { record } = eventToRecord(
      { org: 'acme', type: 'note_added', subjects: [{ datatype: 'contact', ownerId: 'contact-abc' }], user: null },
      { source: '/crm/notes', fallbackId: 'evt_right', fallbackTime: at },
    );
    // As an older release may have refused it.
    const right = deadLetterRecord({
      record: {
        key: Buffer.from(record.key ?? ''),
        value: Buffer.from(record.value ?? ''),
        headers: record.headers as Record<string, Buffer>,
        timestamp: String(at.getTime()),
        offset: 0n,
      },
      topic: log.topics.domainEvents,
      partition: 0,
      error: { name: 'EventError', code: 'unknown_field', stage: 'parse', message: 'not so' },
      at,
    });
    await log.producer.send(log.topics.deadLetters, [right]);
    await log.producer.send(log.topics.domainEvents, [
      { key: 'k', value: 'no event', headers: { 'content-type': 'application/cloudevents+json', x: ['1', '2'] } },
    ]);
    await waitFor(async () => (await lettersOf('invalid_json')) === 1);

    for (const repetition of [1, 2, 3]) {
      expect(await actlog('dlt', 'redrive', '--all')).toContain('redrove 2 dead letters');
      await waitFor(async () => (await lettersOf('invalid_json')) > repetition);
      await waitFor(async () => (await log.lag()) === 0n);
    }
    expect(await lettersOf('invalid_json')).toBe(1 + 3);
    expect(await lettersOf('unknown_field')).toBe(1);
    expect(await log.deadLetters()).toHaveLength(5);
    expect(await log.storedCount()).toBe(1);
  }, 90_000);
});

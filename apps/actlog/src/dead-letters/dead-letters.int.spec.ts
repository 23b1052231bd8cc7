import { toActivity } from '@activity-log/activity';
import { deadLetterRecord, decodeDomainEvent, eventToRecord } from '@activity-log/contracts';
import {
  createRecordProducer,
  createTopicAdmin,
  type ActivityLogTopicNames,
  type ConsumedRecord,
  type OutgoingRecord,
  type TopicRecord,
} from '@activity-log/kafka';
import { ActivityLog, createStoreDataSource } from '@activity-log/store';
import { createTestDatabase, createTestTopics, silentLog, testStack, waitFor } from '@activity-log/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { actlog } from '../recorded-terminal.spec.js';

const at = new Date('2026-11-22T08:00:00.123Z');

describe('dead letters', () => {
  let topics: ActivityLogTopicNames;
  let env: Readonly<Record<string, string>>;

  beforeEach(async () => {
    topics = await createTestTopics();
    env = {
      KAFKA_BROKERS: testStack().brokers.join(','),
      DOMAIN_EVENTS_TOPIC: topics.domainEvents,
      DEAD_LETTER_TOPIC: topics.deadLetters,
    };
  });

  /** An event as it was consumed; it is valid, so that a log that has been mended takes it. */
  function event(id: string): ConsumedRecord {
    const { record } = eventToRecord(
      {
        org: 'acme',
        id,
        time: at,
        type: 'note_added',
        subjects: [{ datatype: 'contact', ownerId: 'contact-abc' }],
        user: null,
      },
      { source: '/crm/notes', fallbackId: id, fallbackTime: at },
    );
    return {
      key: Buffer.from(record.key ?? ''),
      value: Buffer.from(record.value ?? ''),
      headers: { ...(record.headers as Record<string, Buffer>), 'x-own': [Buffer.from([0xff]), Buffer.from('two')] },
      timestamp: String(at.getTime()),
      offset: 41n,
    };
  }

  function refused(record: ConsumedRecord, code: string): OutgoingRecord {
    const error = { name: 'EventError', code, stage: 'parse', message: 'not so', path: 'data.summary' } as const;
    return deadLetterRecord({ record, topic: topics.domainEvents, partition: 7, error, at });
  }

  async function deadLetters(...records: readonly OutgoingRecord[]): Promise<void> {
    const producer = createRecordProducer({ brokers: testStack().brokers, clientId: 'test', log: silentLog });
    await producer.start();
    try {
      await producer.send(topics.deadLetters, records);
    } finally {
      await producer.stop();
    }
  }

  async function published(): Promise<readonly TopicRecord[]> {
    const admin = createTopicAdmin({ brokers: testStack().brokers, clientId: 'test', log: silentLog });
    try {
      return await admin.readTopic({ topic: topics.domainEvents, maxRecords: 100 });
    } finally {
      await admin.stop();
    }
  }

  /** The places that `dlt list` prints. */
  async function listed(...args: readonly string[]): Promise<readonly string[]> {
    const { output } = await actlog(env, 'dlt', 'list', ...args);
    return output.split('\n').flatMap((line) => /^\d+\/\d+/.exec(line) ?? []);
  }

  it('are listed with the reason and the place of the event, without its content', async () => {
    await deadLetters(refused(event('evt_1'), 'invalid_time'), refused(event('evt_2'), 'unknown_field'));
    const { exitCode, output } = await actlog(env, 'dlt', 'list');
    expect(exitCode).toBe(0);
    expect(output).toContain(`invalid_time   data.summary  2026-11-22T08:00:00.123Z  ${topics.domainEvents} 7/41`);
    expect(output).toContain('2 dead letters\n');
    expect(output).not.toContain('contact-abc');
    expect(await listed('--code', 'unknown_field')).toHaveLength(1);
    expect((await actlog(env, 'dlt', 'list', '--limit', '1')).output).toContain('2 dead letters, the first 1 shown');
  });

  it('are none in a fresh topic', async () => {
    // A busy broker may not answer for a topic that it has just been given.
    const { output } = await waitFor(async () => {
      const answer = await actlog(env, 'dlt', 'list');
      return answer.exitCode === 0 && answer;
    });
    expect(output).toBe('0 dead letters\n');
  });

  it('are shown with headers and value, and nothing in them steers the terminal', async () => {
    const hostile = { ...event('evt_1'), value: Buffer.from('{"a":"\u001b[2J"}') };
    await deadLetters(refused(hostile, 'invalid_json'));
    const [place = ''] = await listed();
    const { exitCode, output } = await actlog(env, 'dlt', 'show', place);
    expect(exitCode).toBe(0);
    expect(output).toContain('{"a":"\\u{1b}[2J"}');
    expect(output).toMatch(/ce_id +evt_1/);
    expect(output).toMatch(/x-own +\\xff/);
    expect(output).not.toContain('\u001b');
    expect((await actlog(env, 'dlt', 'show', place, '--raw')).bytes).toEqual(hostile.value);
  });

  it('that do not exist are told with exit code 1, and nothing is redriven', async () => {
    await deadLetters(refused(event('evt_1'), 'invalid_time'));
    const [place = ''] = await listed();
    expect(await actlog(env, 'dlt', 'show', '0/9999')).toMatchObject({ exitCode: 1, output: '' });
    expect(await actlog(env, 'dlt', 'redrive', place, '0/9999')).toMatchObject({ exitCode: 1, output: '' });
    expect(await published()).toEqual([]);
  });

  it('are redriven by place as the very record that was refused', async () => {
    const original = event('evt_1');
    await deadLetters(refused(original, 'invalid_time'), refused(event('evt_2'), 'invalid_time'));
    const [place = ''] = await listed();
    const { exitCode, output } = await actlog(env, 'dlt', 'redrive', place);
    expect(exitCode).toBe(0);
    expect(output).toBe(`redrove 1 dead letter to ${topics.domainEvents}\n`);
    const [record, another] = await published();
    expect(another).toBeUndefined();
    expect(record?.key).toEqual(original.key);
    expect(record?.value).toEqual(original.value);
    expect(record?.headers).toEqual(original.headers);
    expect(record?.timestamp).toBe(original.timestamp);
  });

  it('are redriven by code, or all, and what is no dead letter is passed over', async () => {
    await deadLetters(refused(event('evt_1'), 'invalid_time'), refused(event('evt_2'), 'unknown_field'), {
      key: null,
      value: 'of another program',
    });
    expect((await actlog(env, 'dlt', 'redrive', '--code', 'unknown_field')).output).toContain('redrove 1 dead letter ');
    expect((await actlog(env, 'dlt', 'redrive', '--all')).output).toContain(
      `redrove 2 dead letters to ${topics.domainEvents}, passed over 1 record of another kind`,
    );
    expect(await published()).toHaveLength(3);
    expect(await listed()).toHaveLength(3);
  });

  it('become one activity when they are redriven twice', async () => {
    await deadLetters(refused(event('evt_1'), 'invalid_time'));
    await actlog(env, 'dlt', 'redrive', '--all');
    await actlog(env, 'dlt', 'redrive', '--all');
    const activities = (await published()).flatMap((record) => {
      const decoded = decodeDomainEvent(record);
      return decoded.kind === 'event' ? [toActivity(decoded.event)] : [];
    });
    const database = await createTestDatabase();
    const appender = createStoreDataSource({
      url: database.ingestUrl,
      role: 'activity_appender',
      poolSize: 1,
      applicationName: 'actlog-test',
    });
    await appender.initialize();
    const outcomes = await new ActivityLog(appender).append(activities);
    await appender.destroy();
    await database.drop();
    expect(outcomes.map(({ kind }) => kind)).toEqual(['appended', 'duplicate']);
  });
});

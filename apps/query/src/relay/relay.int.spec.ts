import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConsumedRecord } from '@activity-log/kafka';
import { anActivity, waitFor } from '@activity-log/testing';
import { Client } from 'pg';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';
import { TestWriter } from '../testing/test-writer.spec.js';
import { TopicReader } from '../testing/topic-reader.spec.js';

const header = ({ headers }: ConsumedRecord, name: string): string => String(headers[name]);

/** Positions of each org in the order of the topic's partitions. */
function positionsOf(records: readonly ConsumedRecord[], org: string): readonly number[] {
  return records
    .filter((record) => header(record, 'ce_orgid') === org)
    .map((record) => Number(header(record, 'ce_sequence')));
}

const count = (length: number): readonly number[] => Array.from({ length }, (_, i) => i + 1);

describe('the relay', () => {
  let ground: QueryGround;
  let writer: TestWriter;
  let topic: TopicReader;

  beforeAll(async () => {
    ground = await createQueryGround({ partitions: 1 });
    writer = await TestWriter.open(ground.database);
    topic = await TopicReader.open(ground.topic);
  });

  afterAll(async () => {
    await topic.close();
    await writer.close();
    await ground.remove();
  });

  const metric = async (query: QueryUnderTest, name: string): Promise<number> => {
    const text = await (await fetch(`${query.url}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  };

  it('publishes an activity as it was stored, with the attributes that it came with', async () => {
    const query = await startQuery(ground);
    const activity = anActivity({
      org: 'attributes',
      type: 'ticket_replied',
      subjects: [
        { datatype: 'ticket', ownerId: 'T-1' },
        { datatype: 'contact', ownerId: 'c-1' },
      ],
      correlationId: 'corr-1',
      causationId: 'cause-1',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    });
    await writer.append(activity);
    const record = await waitFor(() => topic.records.find((each) => header(each, 'ce_orgid') === 'attributes'));
    expect(String(record.key)).toBe('attributes/ticket/T-1');
    expect(Object.fromEntries(Object.keys(record.headers).map((name) => [name, header(record, name)]))).toMatchObject({
      ce_id: activity.id,
      ce_type: 'ticket_replied',
      ce_sequence: '1',
      ce_correlationid: 'corr-1',
      ce_causationid: 'cause-1',
      ce_traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    });
    expect(String(record.value).endsWith(activity.wire.slice(1))).toBe(true);
    await waitFor(() => query.logLines.find((line) => line.includes('"event":"relay.published"')));
    await waitFor(async () => (await metric(query, 'relay_lag_rows')) === 0);
    expect(await metric(query, 'relay_published_total')).toBe(1);
    expect(await metric(query, 'relay_lag_seconds')).toBe(0);
    await query.stop();
  });

  it('publishes in log order per org, each position once, with two relays beside each other', async () => {
    const relays = [await startQuery(ground), await startQuery(ground)];
    const orgs = count(6).map((n) => `order-${n}`);
    const perOrg = 200;
    await Promise.all(
      orgs.map(async (org) => {
        for (let written = 0; written < perOrg; written += 10) {
          await writer.append(...count(10).map(() => anActivity({ org })));
        }
      }),
    );
    await waitFor(() => orgs.every((org) => positionsOf(topic.records, org).length >= perOrg));
    for (const org of orgs) expect(positionsOf(topic.records, org)).toEqual(count(perOrg));
    const published = await Promise.all(relays.map((query) => metric(query, 'relay_published_total')));
    expect(published.reduce((sum, each) => sum + each, 0)).toBe(orgs.length * perOrg);
    expect(Math.min(...published)).toBeGreaterThan(0);
    for (const query of relays) await query.stop();
  });

  it('goes on after a restart where the last one stopped', async () => {
    const before = await startQuery(ground);
    await writer.append(anActivity({ org: 'restart' }), anActivity({ org: 'restart' }));
    await waitFor(() => positionsOf(topic.records, 'restart').length === 2);
    await before.stop();
    await writer.append(anActivity({ org: 'restart' }), anActivity({ org: 'restart' }));
    const after = await startQuery(ground);
    await waitFor(() => positionsOf(topic.records, 'restart').length === 4);
    expect(positionsOf(topic.records, 'restart')).toEqual([1, 2, 3, 4]);
    await after.stop();
  });

  it('finds by its poll what no nudge told it of', async () => {
    const query = await startQuery(ground);
    const admin = new Client({ connectionString: ground.database.adminUrl });
    await admin.connect();
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'activity-log-relay-listener'`,
    );
    await writer.append(anActivity({ org: 'polled' }));
    await waitFor(() => positionsOf(topic.records, 'polled').length === 1);
    await admin.end();
    await query.stop();
  });

  it('stops an org whose log has a gap, loudly, after what came before the gap, and goes on with the others', async () => {
    const org = `gap-${randomUUID()}`;
    await writer.append(...count(5).map(() => anActivity({ org })));
    const admin = new Client({ connectionString: ground.database.adminUrl });
    await admin.connect();
    await admin.query('alter table activity disable trigger activity_append_only');
    await admin.query('delete from activity where org = $1 and position = 3', [org]);
    await admin.query('alter table activity enable trigger activity_append_only');
    await admin.end();

    const query = await startQuery(ground);
    await waitFor(() => query.logLines.find((line) => line.includes('relay.gap')));
    await writer.append(anActivity({ org }), anActivity({ org: 'healthy' }));
    await waitFor(() => positionsOf(topic.records, 'healthy').length === 1);
    expect(positionsOf(topic.records, org)).toEqual([1, 2]);
    const gap = JSON.parse(query.logLines.find((line) => line.includes('relay.gap')) ?? '{}') as object;
    expect(gap).toMatchObject({ level: 'error', event: 'relay.gap', org, expected: '3', found: '4' });
    expect(await metric(query, 'relay_stopped_orgs')).toBe(1);
    expect((await fetch(`${query.url}/readyz`)).status).toBe(200);
    await query.stop();
  });
});

describe('the relay, when the topic refuses a record for its size', () => {
  it('stops that org before the record and goes on with the others', async () => {
    const ground = await createQueryGround({ partitions: 1, maxMessageBytes: 20_000 });
    const writer = await TestWriter.open(ground.database);
    const topic = await TopicReader.open(ground.topic);
    await writer.append(
      anActivity({ org: 'large' }),
      anActivity({ org: 'large', summary: 'x'.repeat(9_000), metadata: { filler: 'y'.repeat(40_000) } }),
      anActivity({ org: 'large' }),
      anActivity({ org: 'small' }),
      anActivity({ org: 'small' }),
    );
    const query = await startQuery(ground);
    await waitFor(() => new Set(positionsOf(topic.records, 'small')).size === 2);
    expect(new Set(positionsOf(topic.records, 'large'))).toEqual(new Set([1]));
    expect(query.logLines.some((line) => line.includes('relay.record_refused'))).toBe(true);
    await query.stop();
    await topic.close();
    await writer.close();
    await ground.remove();
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anActivity, waitFor } from '@activity-log/testing';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';
import { TestWriter } from '../testing/test-writer.spec.js';

/** The value of a metric without labels, as a scrape shows it. */
async function metricOf(query: QueryUnderTest, name: string): Promise<number> {
  const text = await (await fetch(`${query.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

describe('the projector of query', () => {
  let ground: QueryGround;
  let queries: readonly QueryUnderTest[];
  let writer: TestWriter;

  beforeAll(async () => {
    ground = await createQueryGround();
    // No poll comes in time, so that what is counted was nudged for.
    const env = { PROJECTION_POLL_INTERVAL_MS: '60000' };
    queries = [await startQuery(ground, env), await startQuery(ground, env)];
    writer = await TestWriter.open(ground.database);
  });

  afterAll(async () => {
    await writer.close();
    for (const query of queries) await query.stop();
    await ground.remove();
  });

  it('follows the log at a nudge, each entry counted by one of several queries', async () => {
    for (let i = 0; i < 10; i += 1) await writer.append(anActivity(), anActivity(), anActivity({ org: 'other' }));
    const lags = () => Promise.all(queries.map((query) => metricOf(query, 'projection_lag_rows')));
    await waitFor(async () => (await lags()).every((lag) => lag === 0), { describe: 'rollups that have caught up' });
    const counted = await Promise.all(queries.map((query) => metricOf(query, 'projection_counted_total')));
    expect(counted.reduce((sum, each) => sum + each, 0)).toBe(30);
  });
});

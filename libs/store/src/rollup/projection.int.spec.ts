import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anActivity, waitFor } from '@activity-log/testing';
import type { DataSource } from 'typeorm';
import { createStoreUnderTest, type StoreUnderTest } from '../store-under-test.spec.js';
import { Projection } from './projection.js';

let store: StoreUnderTest;
let projector: DataSource;

beforeAll(async () => {
  store = await createStoreUnderTest();
  projector = await store.open('activity_projector');
});

afterAll(() => store.close());

const bounds = { maxOrgs: 8, maxRowsPerOrg: 7 };

const fill = (org: string, count: number) =>
  store.log.append(
    Array.from({ length: count }, (_, i) => anActivity({ org, occurredAt: `2026-01-0${(i % 9) + 1}T00:00:00Z` })),
  );

async function drain(projection: Projection): Promise<number> {
  for (let counted = 0; ;) {
    const turn = await projection.projectNext(bounds);
    if (turn === 0) return counted;
    counted += turn;
  }
}

/** What is counted of an org in each split and grain, beside its cursor and its log. */
async function countsOf(org: string): Promise<Record<string, unknown>> {
  const rows: unknown[] = await store.admin.query(
    `select (select jsonb_object_agg(split || '/' || grain, entries)
               from (select split, grain, sum(entries) as entries from activity_rollup where org = $1 group by split, grain)) as rolled,
            (select sum(entries)::int from record_counter where org = $1) as records,
            (select position::int from projection_cursor where org = $1) as position,
            (select count(*)::int from activity where org = $1) as logged`,
    [org],
  );
  return rows[0] as Record<string, unknown>;
}

function countedTo(entries: number): unknown {
  const grains = [0, 1, 2, 3].flatMap((grain) => [`0/${grain}`, `1/${grain}`]);
  return Object.fromEntries(grains.map((grain) => [grain, entries]));
}

describe('a projector', () => {
  it('counts every entry once in every grain, with two projectors at once while entries are written', async () => {
    const orgs = Array.from({ length: 6 }, (_, i) => `pair-${i}`);
    const writing = Promise.all(orgs.flatMap((org) => [fill(org, 30), fill(org, 21)]));
    const [one, two] = [new Projection(projector), new Projection(projector)];
    const counted = await Promise.all([drain(one), drain(two)]);
    await writing;
    const rest = await drain(one);
    expect(counted[0] + counted[1] + rest).toBe(6 * 51);
    for (const org of orgs) {
      expect(await countsOf(org)).toEqual({ rolled: countedTo(51), records: 51, position: 51, logged: 51 });
    }
    expect(await one.lag()).toBe(0);
  });

  it('passes over an org that another projector holds and counts the others', async () => {
    await fill('held', 3);
    await fill('free', 3);
    await new Projection(projector).projectNext({ maxOrgs: 8, maxRowsPerOrg: 1 });
    await store.admin.transaction(async (tx) => {
      await tx.query(`select from projection_cursor where org = 'held' for update`);
      expect(await drain(new Projection(projector))).toBe(2);
    });
    expect(await drain(new Projection(projector))).toBe(2);
  });

  it('leaves counts and cursor as they were when it is killed between the two, and the next counts once', async () => {
    await fill('killed', 5);
    const projection = new Projection(projector);
    await projection.projectNext({ maxOrgs: 8, maxRowsPerOrg: 2 });
    const before = await countsOf('killed');
    const turn = await store.admin.transaction(async (tx) => {
      // Lets the claim pass and holds the advance.
      await tx.query('lock table projection_cursor in share mode');
      const failing = projection.projectNext(bounds).catch((error: unknown) => error);
      await waitFor(async () => {
        const ended: unknown[] = await store.admin.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and application_name = 'activity_projector'
              and wait_event_type = 'Lock' and query like 'update projection_cursor%'`,
        );
        return ended.length > 0;
      });
      return failing;
    });
    expect(turn).toMatchObject({ code: 'store_unavailable', retry: 'later' });
    expect(await countsOf('killed')).toEqual(before);
    expect(await drain(projection)).toBe(3);
    expect(await countsOf('killed')).toEqual({ rolled: countedTo(5), records: 5, position: 5, logged: 5 });
  });

  it('adds to the append no statement and no lock of its own', async () => {
    await fill('apart', 3);
    await store.admin.transaction(async (tx) => {
      await tx.query('lock table activity_rollup, record_counter, projection_cursor in access exclusive mode');
      expect(await fill('apart', 2)).toHaveLength(2);
    });
    await drain(new Projection(projector));
  });
});

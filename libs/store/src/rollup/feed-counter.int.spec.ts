import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseOrgId } from '@activity-log/activity';
import { anActivity } from '@activity-log/testing';
import fc from 'fast-check';
import {
  activityOf,
  belongs,
  combinations,
  drawnEntry,
  drawnFilter,
  moments,
  records,
  scopes,
  type DrawnEntry,
} from '../feed/drawn-feeds.spec.js';
import { createStoreUnderTest, type StoreUnderTest } from '../store-under-test.spec.js';
import { maxCountedRows } from './counted-rows.js';
import { FeedCounter } from './feed-counter.js';
import { Projection } from './projection.js';

let store: StoreUnderTest;
let counter: FeedCounter;
let projection: Projection;

beforeAll(async () => {
  store = await createStoreUnderTest();
  counter = new FeedCounter(await store.open('activity_reader'));
  projection = new Projection(await store.open('activity_projector'));
});

afterAll(() => store.close());

describe('the total of a feed', () => {
  it('equals a full scan for every combination of filters, wherever the projector stopped', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(drawnEntry, { minLength: 1, maxLength: 60 }),
        fc.nat({ max: 60 }),
        drawnFilter,
        async (entries, projected, parts) => {
          run += 1;
          const org = parseOrgId(`scan-${run}`)!;
          await store.log.append(entries.map((one) => activityOf(org, one)));
          if (projected > 0) await projection.projectNext({ maxOrgs: 1_000, maxRowsPerOrg: projected });
          for (const some of combinations(parts)) {
            for (const scope of scopes) {
              for (const audience of ['staff', 'customer'] as const) {
                const query = { ...some, scope, audience };
                const expected = entries.filter((one) => belongs(one, query)).length;
                expect([query, await counter.total({ ...query, org })]).toEqual([
                  query,
                  { total: BigInt(expected), exact: true },
                ]);
              }
            }
          }
        },
      ),
      { numRuns: 12 },
    );
  }, 120_000);

  it('counts nothing of another org', async () => {
    const [mine, theirs] = [parseOrgId('mine')!, parseOrgId('theirs')!];
    const one: DrawnEntry = {
      occurredAt: moments[4],
      type: 'note_added',
      isHidden: false,
      user: 'u1',
      changed: [],
      subject: records[0],
    };
    await store.log.append([activityOf(mine, one), activityOf(theirs, one), activityOf(theirs, one)]);
    await projection.projectNext({ maxOrgs: 1_000, maxRowsPerOrg: 1 });
    for (const scope of scopes) {
      expect(await counter.total({ org: mine, scope, audience: 'staff' })).toEqual({ total: 1n, exact: true });
    }
  });

  it('is a lower bound, and says so, while the log is far ahead of the rollups', async () => {
    const org = parseOrgId('ahead')!;
    await store.log.append([anActivity({ org })]);
    await store.admin.query(`update org_head set size = $1 where org = 'ahead'`, [maxCountedRows + 1]);
    for (const scope of scopes) {
      expect(await counter.total({ org, scope, audience: 'staff' })).toMatchObject({ exact: false });
    }
    await store.admin.query(`update org_head set size = 1 where org = 'ahead'`);
  });
});

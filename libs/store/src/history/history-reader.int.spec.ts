import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  parseActivityId,
  parseOrgId,
  planUndo,
  toPosition,
  versionOperation,
  type Activity,
  type FieldChange,
  type VersionedActivity,
} from '@activity-log/activity';
import { anActivity } from '@activity-log/testing';
import fc from 'fast-check';
import { createStoreUnderTest, type StoreUnderTest } from '../store-under-test.spec.js';
import { HistoryReader } from './history-reader.js';
import type { ChangeOfRecord, VersionsRequest } from './history-request.js';

let store: StoreUnderTest;
let reader: HistoryReader;

beforeAll(async () => {
  store = await createStoreUnderTest();
  reader = new HistoryReader(await store.open('activity_reader'));
});

afterAll(() => store.close());

const deal = { datatype: 'deal', ownerId: 'D-1' };
const stage = (from: string, to: string): readonly FieldChange[] => [{ field: 'stage', from, to }];

const request = (org: string, overrides: Partial<VersionsRequest> = {}): VersionsRequest => ({
  org: parseOrgId(org)!,
  ...deal,
  after: toPosition(0n),
  limit: 100,
  maxBytes: 1_000_000,
  ...overrides,
});

async function changeOf(org: string, id: Activity['id']): Promise<ChangeOfRecord> {
  const change = await reader.change({ org: parseOrgId(org)!, id });
  if (change === undefined || change === 'unchanged') throw new Error(`no change: ${id}`);
  return change;
}

describe('the versions of a record', () => {
  it('are what changed it as the first subject, in order of position, with what is needed of each', async () => {
    const other = { datatype: 'contact', ownerId: 'c' };
    const created = anActivity({ org: 'versions', type: 'record_created', subjects: [deal] });
    const updated = anActivity({
      org: 'versions',
      type: 'field_changed',
      subjects: [deal, other],
      changes: stage('open', 'won'),
      metadata: { ip_address: '192.0.2.1', user_agent: 'curl' },
      causationId: 'evt_9',
      occurredAt: '2026-11-20T08:00:00.123456Z',
    });
    await store.log.append([
      anActivity({ org: 'versions', type: 'call_logged', subjects: [deal] }),
      created,
      anActivity({ org: 'versions', type: 'field_changed', subjects: [other, deal], changes: stage('a', 'b') }),
      updated,
      anActivity({ org: 'versions', type: 'record_created', subjects: [{ ...deal, ownerId: 'D-2' }] }),
    ]);
    const slice = await reader.versions(request('versions'));
    expect(slice).toMatchObject({ head: 5n, isKnown: true, total: 2, hasMore: false });
    expect(slice.activities).toEqual([
      expect.objectContaining({ id: created.id, position: 2n, operation: 'created', changes: [] }),
      expect.objectContaining({
        id: updated.id,
        position: 4n,
        operation: 'updated',
        changes: stage('open', 'won'),
        ip: '192.0.2.1',
        userAgent: 'curl',
        causationId: 'evt_9',
        occurredAt: updated.occurredAt,
      }),
    ]);
  });

  it('are the same by the index as by the rule, whatever the types', async () => {
    const types = [
      'record_created',
      'record_updated',
      'record_deleted',
      'deal_created',
      'deal_deleted',
      'invoice_created',
      'field_changed',
      'call_logged',
      'comment_deleted',
      'created',
      'deal_createdx',
    ];
    const entry = fc.record({ type: fc.constantFrom(...types), changed: fc.boolean() });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 12 }), async (entries) => {
        run += 1;
        const org = `rule-${run}`;
        await store.log.append(
          entries.map(({ type, changed }) =>
            anActivity({ org, type, subjects: [deal], ...(changed ? { changes: stage('a', 'b') } : {}) }),
          ),
        );
        const expected = entries.flatMap(({ type, changed }, i) => {
          const operation = versionOperation({ type, datatype: 'deal', changedFields: changed ? 1 : 0 });
          return operation ? [[BigInt(i + 1), operation]] : [];
        });
        const { activities, total } = await reader.versions(request(org));
        expect(activities.map(({ position, operation }) => [position, operation])).toEqual(expected);
        expect(total).toBe(expected.length);
      }),
      { numRuns: 25 },
    );
  });

  it('come in bounded pieces that join without gap, and one at a time when each is larger than the bound', async () => {
    await store.log.append(
      Array.from({ length: 7 }, (_, n) =>
        anActivity({
          org: 'pieces',
          type: 'record_updated',
          subjects: [deal],
          changes: stage(`${n}`, 'x'.repeat(500)),
        }),
      ),
    );
    for (const [bounds, sizes] of [
      [{ limit: 3 }, [3, 3, 1]],
      [{ limit: 7 }, [7, 0]],
      [{ maxBytes: 10 }, [1, 1, 1, 1, 1, 1, 1]],
    ] as const) {
      const seen: VersionedActivity[] = [];
      const taken: number[] = [];
      for (let hasMore = true; hasMore;) {
        const slice = await reader.versions(
          request('pieces', { ...bounds, after: seen.at(-1)?.position ?? toPosition(0n) }),
        );
        expect(slice.total).toBe(seen.length === 0 ? 7 : 0);
        seen.push(...slice.activities);
        taken.push(slice.activities.length);
        hasMore = slice.hasMore;
      }
      expect([taken, seen.map(({ position }) => position)]).toEqual([sizes, [1n, 2n, 3n, 4n, 5n, 6n, 7n]]);
    }
    const { activities } = await reader.versions(request('pieces', { upTo: toPosition(4n) }));
    expect(activities).toHaveLength(4);
  });

  it('tell a record that nothing changed from one that the log does not know', async () => {
    await store.log.append([
      anActivity({ org: 'known', type: 'call_logged', subjects: [{ datatype: 'task', ownerId: 'T' }, deal] }),
    ]);
    expect(await reader.versions(request('known'))).toMatchObject({ isKnown: true, total: 0, activities: [] });
    expect(await reader.versions(request('known', { ownerId: 'D-9' }))).toMatchObject({ isKnown: false, total: 0 });
  });

  it('are those of the own org, though another has a record of the same name', async () => {
    const theirs = anActivity({ org: 'theirs', type: 'record_created', subjects: [deal], changes: stage('', 'open') });
    await store.log.append([theirs]);
    expect(await reader.versions(request('mine'))).toMatchObject({
      isKnown: false,
      total: 0,
      activities: [],
      head: 0n,
    });
    expect(await reader.change({ org: parseOrgId('mine')!, id: theirs.id })).toBeUndefined();
    const change = await changeOf('theirs', theirs.id);
    expect(await reader.undoFacts({ org: parseOrgId('mine')!, change, maxVersions: 10 })).toEqual({
      others: [],
      isWithinReach: false,
    });
  });
});

describe('an activity to undo', () => {
  it('is found by its id, and told from one that changed nothing and from one that there is not', async () => {
    const call = anActivity({ org: 'find', type: 'call_logged', subjects: [deal] });
    const update = anActivity({ org: 'find', type: 'record_updated', subjects: [deal], changes: stage('a', 'b') });
    await store.log.append([call, update]);
    const find = (id: string) => reader.change({ org: parseOrgId('find')!, id: parseActivityId(id)! });
    expect(await find(call.id)).toBe('unchanged');
    expect(await find(update.id)).toMatchObject({ ...deal, activity: { id: update.id, operation: 'updated' } });
    expect(await find(`act_${'0'.repeat(32)}`)).toBeUndefined();
  });

  it('meets enough of its record that the plan is that of the whole record', async () => {
    const value = fc.constantFrom('a', 'b', 'c');
    const write = fc.record({ field: fc.constantFrom('stage', 'owner', 'quo"te\\'), from: value, to: value });
    const step = fc.record({
      type: fc.constantFrom('record_updated', 'record_updated', 'record_updated', 'record_deleted', 'record_created'),
      changes: fc.uniqueArray(write, { minLength: 1, maxLength: 3, selector: ({ field }) => field }),
      hour: fc.nat({ max: 9 }),
      cause: fc.option(fc.nat(), { nil: undefined }),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), fc.nat(), async (steps, pick) => {
        run += 1;
        const org = `plan-${run}`;
        const activities: Activity[] = [];
        for (const { type, changes, hour, cause } of steps) {
          const causationId = cause === undefined ? undefined : activities[cause % (activities.length + 1)]?.id;
          const occurredAt = `2026-11-20T0${hour}:00:00Z`;
          activities.push(
            anActivity({ org, type, subjects: [deal], changes, occurredAt, ...(causationId ? { causationId } : {}) }),
          );
        }
        await store.log.append(activities);
        const change = await changeOf(org, activities[pick % activities.length]!.id);
        const facts = await reader.undoFacts({ org: parseOrgId(org)!, change, maxVersions: 100 });
        const { activities: all } = await reader.versions(request(org));
        expect(facts.isWithinReach).toBe(true);
        expect(planUndo(change.activity, facts.others)).toEqual(planUndo(change.activity, all));
      }),
      { numRuns: 40 },
    );
  });

  it('is out of reach behind more versions than are looked at', async () => {
    const updates = Array.from({ length: 4 }, (_, n) =>
      anActivity({ org: 'reach', type: 'record_updated', subjects: [deal], changes: stage(`${n}`, `${n + 1}`) }),
    );
    await store.log.append(updates);
    const org = parseOrgId('reach')!;
    const change = await changeOf('reach', updates[0]!.id);
    expect((await reader.undoFacts({ org, change, maxVersions: 3 })).isWithinReach).toBe(false);
    expect((await reader.undoFacts({ org, change, maxVersions: 4 })).isWithinReach).toBe(true);
  });
});

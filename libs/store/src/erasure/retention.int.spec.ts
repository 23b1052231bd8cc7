import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Activity, OrgId } from '@activity-log/activity';
import { anActivity, waitFor } from '@activity-log/testing';
import { planChangedType } from '../append/apply-plan-changes.js';
import { actAs } from './act-as.js';
import {
  agreement,
  anyActivities,
  createStoreUnderErasure,
  nextOrg,
  orgId,
  type StoreUnderErasure,
} from './store-under-erasure.spec.js';
import { eraseExpired } from './erase-expired.js';
import { Retention } from './retention.js';

const dayMs = 86_400_000;
const contact = (ownerId: string) => ({ datatype: 'contact', ownerId });

let store: StoreUnderErasure;
let retention: Retention;
let org: OrgId;

beforeAll(async () => {
  store = await createStoreUnderErasure();
  retention = new Retention(await store.open('activity_eraser'));
});

afterAll(() => store.close());

beforeEach(() => {
  org = nextOrg();
});

/** Days from now. */
const inDays = (days: number): Date => new Date(Date.now() + days * dayMs);

/** From here on, everything of the org is recorded that many days from now at the earliest. */
const passTo = (days: number, of = org): Promise<unknown> =>
  store.admin.query('update org_head set recorded_at = $2 where org = $1', [of, inDays(days)]);

/** Erases what is older than that day, of all orgs that are due, as the job does. */
async function sweep(before: Date, maxEntries = 7): Promise<void> {
  for (let passed = 1; passed > 0;) {
    passed = 0;
    for (const due of await retention.dueOrgs({ before, after: '', limit: 100 })) {
      passed += (await retention.eraseNext(due, { before, maxEntries })).passed;
    }
  }
}

async function left(of = org): Promise<readonly number[]> {
  const rows: { position: number }[] = await store.admin.query(
    'select position::int from activity where org = $1 and wire is not null order by 1',
    [of],
  );
  return rows.map(({ position }) => position);
}

const numbers = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

const planChange = (plan: unknown, overrides: Parameters<typeof anActivity>[0] = {}): Activity =>
  anActivity({
    org,
    type: planChangedType,
    subjects: [{ datatype: 'workspace', ownerId: overrides.org ?? org }],
    metadata: { plan: plan as string },
    ...overrides,
  });

const changePlan = (plan: unknown): Promise<unknown> => store.log.append([planChange(plan)]);

describe('retention', () => {
  it('erases what is past its time, and nothing that is not, batch by batch up to the horizon', async () => {
    await store.log.append(anyActivities(org, 20));
    await passTo(40);
    await store.log.append(anyActivities(org, 5));
    await store.relay();
    await store.project();
    await sweep(inDays(-1));
    expect(await left()).toEqual(numbers(1, 25));
    await sweep(inDays(1));
    expect(await left()).toEqual(numbers(21, 25));
    expect(await store.custodian.state(org)).toMatchObject({ horizon: 20n, size: 25n, passedOver: 0n });
    expect(await store.disagreements(org)).toEqual(agreement);
    await sweep(inDays(41));
    expect(await left()).toEqual([]);
    expect(await store.disagreements(org)).toEqual(agreement);
  });

  it('keeps everything of an enterprise, what it moved there with and what came meanwhile, until it is standard again', async () => {
    const other = orgId(`${org}-other`);
    await store.log.append([...anyActivities(org, 10), ...anyActivities(other, 10)]);
    await store.relay();
    await passTo(100, other);
    await store.log.append(anyActivities(other, 3));
    await store.relay();
    await sweep(inDays(-1));
    await changePlan('enterprise');
    await passTo(100);
    await store.log.append(anyActivities(org, 4));
    await store.relay();
    const before = await store.dump(org);
    await sweep(inDays(50));
    expect(await store.dump(org)).toEqual(before);
    expect(await store.disagreements(org)).toEqual(agreement);
    expect(await left(other)).toEqual(numbers(11, 13));
    const untouched = await store.dump(other);
    await changePlan('standard');
    await sweep(inDays(50));
    expect(await left()).toEqual(numbers(12, 16));
    expect(await store.disagreements(org)).toEqual(agreement);
    expect(await store.dump(other)).toEqual(untouched);
  });

  it('takes the last plan of an append, ignores plans that are not known, and a change that arrives twice counts once', async () => {
    const activities = ['enterprise', 'standard', 'enterprise', 'gold', 7].map((plan) => planChange(plan));
    await store.log.append(activities);
    expect(await store.custodian.state(org)).toMatchObject({ plan: 'enterprise' });
    await store.log.append([activities[1]!]);
    expect(await store.custodian.state(org)).toMatchObject({ plan: 'enterprise' });
    await changePlan('standard');
    expect(await store.custodian.state(org)).toMatchObject({ plan: 'standard' });
  });

  it('keeps a plan when an older change arrives late, and when the change is about another record', async () => {
    await store.log.append([planChange('enterprise', { occurredAt: '2026-11-01T00:00:00Z' })]);
    await store.log.append([planChange('standard', { occurredAt: '2026-10-31T23:59:59.999999Z' })]);
    await store.log.append([planChange('standard', { subjects: [{ datatype: 'workspace', ownerId: 'another' }] })]);
    await store.log.append([planChange('standard', { subjects: [contact(org)] })]);
    expect(await store.custodian.state(org)).toMatchObject({ plan: 'enterprise' });
    // Within one append as well, and a time in the future does not keep later changes out.
    await store.log.append([
      planChange('standard', { occurredAt: '9999-12-31T23:59:59Z' }),
      planChange('enterprise', { occurredAt: '2026-11-01T00:00:01Z' }),
    ]);
    expect(await store.custodian.state(org)).toMatchObject({ plan: 'standard' });
    await passTo(1);
    await store.log.append([planChange('enterprise', { occurredAt: inDays(2).toISOString() })]);
    expect(await store.custodian.state(org)).toMatchObject({ plan: 'enterprise' });
  });

  it('waits for what the activities topic does not have yet', async () => {
    await store.log.append(anyActivities(org, 3));
    await store.relay();
    await store.log.append(anyActivities(org, 3));
    await sweep(inDays(1));
    expect(await left()).toEqual([4, 5, 6]);
    await store.relay();
    await sweep(inDays(1));
    expect(await left()).toEqual([]);
  });

  it('is shared by two at once, while entries are written and counted', async () => {
    const orgs = numbers(1, 4).map((n) => orgId(`${org}-${n}`));
    await store.log.append(orgs.flatMap((each) => anyActivities(each, 60)));
    await store.relay();
    const before = inDays(1);
    for (const each of orgs) await passTo(2, each);
    const writing = orgs.map((each) => store.log.append(anyActivities(each, 9)));
    await Promise.all([sweep(before, 5), sweep(before, 6), store.project(), ...writing]);
    await sweep(before);
    for (const each of orgs) {
      expect(await left(each)).toEqual(numbers(61, 69));
      expect(await store.custodian.state(each)).toMatchObject({ horizon: 60n });
      expect(await store.disagreements(each)).toEqual(agreement);
    }
  });

  it('goes on where it was when it is killed in the middle of a batch', async () => {
    await store.log.append(anyActivities(org, 12));
    await store.relay();
    await store.project();
    const expiry = { before: inDays(1), maxEntries: 5 };
    await retention.eraseNext(org, expiry);
    const between = await store.dump(org);
    const killed = await store.admin.transaction(async (tx) => {
      await tx.query('lock table activity_field in share mode');
      const erasing = retention.eraseNext(org, expiry).catch((error: unknown) => error);
      await waitFor(async () => {
        const ended: unknown[] = await store.admin.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and application_name = 'activity_eraser' and wait_event_type = 'Lock'`,
        );
        return ended.length > 0;
      });
      return erasing;
    });
    expect(killed).toMatchObject({ code: 'store_unavailable', retry: 'later' });
    expect(await store.dump(org)).toEqual(between);
    await sweep(inDays(1));
    expect(await left()).toEqual([]);
    expect(await store.custodian.state(org)).toMatchObject({ horizon: 12n });
    expect(await store.disagreements(org)).toEqual(agreement);
  });

  it('has an org to itself, so that another goes on with other orgs instead of waiting', async () => {
    await store.log.append(anyActivities(org, 3));
    await store.relay();
    const expiry = { before: inDays(1), maxEntries: 5 };
    await store.admin.transaction(async (tx) => {
      await actAs(tx, 'activity_eraser');
      expect(await eraseExpired(tx, org, expiry)).toEqual({ passed: 3, erased: 3 });
      expect(await retention.eraseNext(org, expiry)).toEqual({ passed: 0, erased: 0 });
    });
  });
});

describe('a legal hold', () => {
  it('on a record keeps every entry about it, as any subject, until it ends', async () => {
    const about = (...owners: readonly string[]) =>
      anActivity({ org, subjects: owners.map(contact) as [ReturnType<typeof contact>] });
    await store.log.append([about('a'), about('b'), about('b', 'a'), about('a', 'b'), about('c'), about('a')]);
    await store.comment(org, 'a');
    await store.relay();
    await store.project();
    expect(await store.custodian.placeHold(org, contact('a'))).toBe(true);
    expect(await store.custodian.placeHold(org, contact('a'))).toBe(false);
    await sweep(inDays(1), 2);
    expect(await left()).toEqual([1, 3, 4, 6, 7]);
    expect(await store.custodian.state(org)).toMatchObject({
      horizon: 7n,
      passedOver: 5n,
      holds: [{ scope: contact('a'), placedBy: 'postgres' }],
    });
    expect(await store.disagreements(org)).toEqual(agreement);
    await store.custodian.placeHold(org, contact('b'));
    expect(await store.custodian.liftHold(org, contact('a'))).toBe(true);
    expect(await store.custodian.liftHold(org, contact('a'))).toBe(false);
    await sweep(inDays(1), 2);
    expect(await left()).toEqual([3, 4]);
    expect(await store.disagreements(org)).toEqual(agreement);
    await store.custodian.liftHold(org, contact('b'));
    await sweep(inDays(1), 2);
    expect(await left()).toEqual([]);
    expect(await store.custodian.state(org)).toMatchObject({ passedOver: 0n, holds: [] });
    expect(await store.disagreements(org)).toEqual(agreement);
  });

  it('on an org keeps all of it and nothing of another', async () => {
    const other = orgId(`${org}-other`);
    await store.log.append([...anyActivities(org, 9), ...anyActivities(other, 9)]);
    await store.relay();
    await store.custodian.placeHold(org, 'org');
    await sweep(inDays(1));
    expect([await left(), await left(other)]).toEqual([numbers(1, 9), []]);
    await store.custodian.liftHold(org, 'org');
    await sweep(inDays(1));
    expect(await left()).toEqual([]);
  });

  it('that ends while the org is an enterprise erases nothing before it is standard again', async () => {
    await store.log.append(anyActivities(org, 4));
    await store.relay();
    await store.custodian.placeHold(org, 'org');
    await sweep(inDays(1));
    await changePlan('enterprise');
    await store.custodian.liftHold(org, 'org');
    await sweep(inDays(1));
    expect(await left()).toEqual(numbers(1, 5));
    await changePlan('standard');
    await store.relay();
    await sweep(inDays(-1));
    expect(await left()).toEqual([5, 6]);
  });
});

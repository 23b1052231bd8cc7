import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OrgId } from '@activity-log/activity';
import { anActivity, waitFor } from '@activity-log/testing';
import { planChangedType } from '../append/apply-plan-changes.js';
import { DataSubjectErasure } from './data-subject-erasure.js';
import {
  agreement,
  anyActivities,
  createStoreUnderErasure,
  nextOrg,
  positions,
  type StoreUnderErasure,
} from './store-under-erasure.spec.js';
import { redactActivity } from './redact-activity.js';
import { Retention } from './retention.js';

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

const tomorrow = (): Date => new Date(Date.now() + 86_400_000);
const eraseNext = (maxEntries = 5) => retention.eraseNext(org, { before: tomorrow(), maxEntries });

/** Does something while a batch is in the middle of erasing, and lets the batch end; what the batch did. */
async function inTheMiddle(work: () => Promise<unknown>): ReturnType<typeof eraseNext> {
  // In an object, as the lock has to go before the batch can end.
  const { erasing } = await store.admin.transaction(async (tx) => {
    // Reached behind the rollups and before the head.
    await tx.query('lock table activity_field in share mode');
    const batch = eraseNext();
    await waitFor(async () => {
      const waiting: unknown[] = await store.admin.query(
        `select from pg_stat_activity
          where datname = current_database() and application_name = 'activity_eraser' and wait_event_type = 'Lock'`,
      );
      return waiting.length > 0;
    });
    await work();
    return { erasing: batch };
  });
  return erasing;
}

describe('a batch of retention', () => {
  it('lets entries be appended while it erases', async () => {
    await store.log.append(anyActivities(org, 5));
    await store.relay();
    await store.project();
    const batch = await inTheMiddle(async () => {
      expect(await store.log.append([anActivity({ org })])).toMatchObject([{ kind: 'appended', position: 6n }]);
    });
    expect(batch).toEqual({ passed: 5, erased: 5 });
    expect(await store.disagreements(org)).toEqual(agreement);
  });

  it('is taken back when the org comes to another plan meanwhile', async () => {
    await store.log.append(anyActivities(org, 5));
    await store.relay();
    await store.project();
    const change = anActivity({
      org,
      type: planChangedType,
      subjects: [{ datatype: 'workspace', ownerId: org }],
      metadata: { plan: 'enterprise' },
    });
    expect(await inTheMiddle(() => store.log.append([change]))).toEqual({ passed: 0, erased: 0 });
    const left: unknown[] = await store.admin.query('select from activity where org = $1 and wire is not null', [org]);
    expect(left).toHaveLength(6);
    expect(await store.custodian.state(org)).toMatchObject({ plan: 'enterprise', horizon: 0n });
    expect(await store.disagreements(org)).toEqual(agreement);
  });

  it('counts what was appended before it erases, as projectors stand aside where it is', async () => {
    await store.log.append(anyActivities(org, 9));
    await store.relay();
    await eraseNext(3);
    const rows: unknown[] = await store.admin.query('select position::int from projection_cursor where org = $1', [
      org,
    ]);
    expect(rows).toEqual([{ position: 9 }]);
    expect(await store.disagreements(org)).toEqual(agreement);
  });
});

describe('whoever erases from an org', () => {
  it('takes turns with everybody else who does, and none of them waits for another for ever', async () => {
    await store.log.append(anyActivities(org, 120));
    await store.relay();
    await store.project();
    const redactions = positions(100, 102, 104, 106, 108, 110).map((position) =>
      store.log.transaction(org, (tx) =>
        redactActivity(tx, { position, activity: anActivity({ org, type: 'activity_redacted' }) }),
      ),
    );
    const sweeps = Array.from({ length: 8 }, () => eraseNext(10));
    const holds = (async () => {
      await store.custodian.placeHold(org, { datatype: 'deal', ownerId: 'nobody' });
      await store.custodian.liftHold(org, { datatype: 'deal', ownerId: 'nobody' });
    })();
    const appends = Array.from({ length: 8 }, () => store.log.append(anyActivities(org, 3)));
    const onRequest = new DataSubjectErasure(store.log).erase({
      org,
      subject: { datatype: 'contact', ownerId: 'c1' },
      maxEntriesPerBatch: 7,
      now: new Date(),
      eventId: 'erased-1',
    });
    await Promise.all([...redactions, ...sweeps, holds, ...appends, onRequest]);
    expect(await store.disagreements(org)).toEqual(agreement);
  });
});

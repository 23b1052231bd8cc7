import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OrgId, Subject } from '@activity-log/activity';
import { anActivity } from '@activity-log/testing';
import { ActivityLog } from '../append/activity-log.js';
import { DataSubjectErasure, type DataSubjectProgress } from './data-subject-erasure.js';
import {
  agreement,
  anyActivities,
  createStoreUnderErasure,
  nextOrg,
  orgId,
  type StoreUnderErasure,
} from './store-under-erasure.spec.js';

const contact = (ownerId: string): Subject => ({ datatype: 'contact', ownerId });

let store: StoreUnderErasure;
let erasure: DataSubjectErasure;
let org: OrgId;

beforeAll(async () => {
  store = await createStoreUnderErasure();
  erasure = new DataSubjectErasure(new ActivityLog(await store.open('activity_appender', store.database.adminUrl)));
});

afterAll(() => store.close());

beforeEach(() => {
  org = nextOrg();
});

const erase = (ownerId: string, onBatch?: (progress: DataSubjectProgress) => void): Promise<DataSubjectProgress> =>
  erasure.erase(
    { org, subject: contact(ownerId), maxEntriesPerBatch: 3, now: new Date(), eventId: `request-${org}` },
    onBatch,
  );

/** Entries that still have content, and those of them that tell of an erasure. */
async function left(): Promise<{ readonly entries: number; readonly told: readonly unknown[] }> {
  const [row]: { entries: number; told: unknown[] }[] = await store.admin.query(
    `select count(*)::int as entries,
            coalesce(json_agg(wire::json) filter (where type = 'data_subject_erased'), '[]') as told
       from activity where org = $1 and wire is not null`,
    [org],
  );
  return row!;
}

const write = async (...subjects: readonly (readonly [Subject, ...Subject[]])[]): Promise<void> => {
  await store.log.append(subjects.map((each) => anActivity({ org, subjects: each })));
  await store.relay();
};

describe('the erasure of a data subject', () => {
  it('erases every entry about the customer, as any subject, comments included, and nothing else', async () => {
    const other = orgId(`${org}-other`);
    await store.log.append([...anyActivities(org, 40), ...anyActivities(other, 10)]);
    await store.comment(org, 'c0');
    await store.relay();
    await store.project();
    const bystander = await store.dump(other);
    const [count]: { about: number }[] = await store.admin.query(
      `select count(*)::int as about from activity where org = $1 and wire like '%"ownerId":"c0"%'`,
      [org],
    );
    const about = count!.about;
    expect(await erase('c0')).toEqual({ erased: about, held: 0, unpublished: 0 });
    const { entries, told } = await left();
    expect(entries).toBe(41 - about + 1);
    expect(told).toMatchObject([{ user: null, metadata: { erased: about, kept: 0 } }]);
    expect(JSON.stringify(told)).not.toMatch(/c0|contact/);
    expect(JSON.stringify(await store.dump(org))).not.toContain('"c0"');
    expect(await store.disagreements(org)).toEqual(agreement);
    expect(await store.dump(other)).toEqual(bystander);
  });

  it('goes on where it was when it ended between two batches, and tells of it once', async () => {
    await write(...Array.from({ length: 8 }, () => [contact('ada')] as const));
    const died = erase('ada', ({ erased }) => {
      if (erased === 6) throw new Error('killed');
    });
    await expect(died).rejects.toThrow('killed');
    expect(await left()).toEqual({ entries: 2, told: [] });
    expect(await erase('ada')).toMatchObject({ erased: 2 });
    expect((await left()).told).toHaveLength(1);
    expect(await erase('ada')).toEqual({ erased: 0, held: 0, unpublished: 0 });
    expect((await left()).told).toHaveLength(1);
  });

  it.each([
    ['the customer', contact('ada')],
    ['the org', 'org' as const],
  ])('is refused while %s is held, and changes nothing', async (_what, scope) => {
    await write([contact('ada')], [contact('ada'), contact('bob')]);
    await store.custodian.placeHold(org, scope);
    const before = await store.dump(org);
    await expect(erase('ada')).rejects.toMatchObject({ code: 'legal_hold', retry: 'never' });
    expect(await store.dump(org)).toEqual(before);
    await store.custodian.liftHold(org, scope);
    expect(await erase('ada')).toMatchObject({ erased: 2 });
  });

  it('leaves entries that are about a held record too, or not published yet, and says how many', async () => {
    const pairs = Array.from({ length: 4 }, () => [contact('ada'), contact('bob')] as const);
    await write(...pairs, [contact('ada')], [contact('ada')]);
    await store.log.append([anActivity({ org, subjects: [contact('ada')] })]);
    await store.custodian.placeHold(org, contact('bob'));
    expect(await erase('ada')).toEqual({ erased: 2, held: 4, unpublished: 1 });
    expect(await left()).toMatchObject({ entries: 6, told: [{ metadata: { erased: 2, kept: 5 } }] });
    await store.custodian.liftHold(org, contact('bob'));
    await store.relay();
    expect(await store.disagreements(org)).toEqual(agreement);
  });

  it('is not for the logins of the services that take events', async () => {
    const ingest = new DataSubjectErasure(
      new ActivityLog(await store.open('activity_appender', store.database.ingestUrl)),
    );
    await write([contact('ada')]);
    const request = { org, subject: contact('ada'), maxEntriesPerBatch: 3, now: new Date(), eventId: 'no' };
    await expect(ingest.erase(request)).rejects.toMatchObject({ driverError: { code: '42501' } });
    expect((await left()).entries).toBe(1);
  });
});

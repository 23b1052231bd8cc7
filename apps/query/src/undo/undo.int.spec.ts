import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Activity, FieldChange, JsonValue, Subject } from '@activity-log/activity';
import { anActivity, type DomainEventOverrides } from '@activity-log/testing';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';
import { TestWriter } from '../testing/test-writer.spec.js';

interface Undo {
  readonly data: {
    readonly activity_id: string;
    readonly record: object;
    readonly undoable: boolean;
    readonly patch: Readonly<Record<string, JsonValue>>;
    readonly fields: readonly { readonly field: string; readonly holds: boolean; readonly changed_by?: object }[];
    readonly already_undone_by?: string;
    readonly deleted_by?: object;
  };
}

const deal = (ownerId: string): readonly [Subject] => [{ datatype: 'deal', ownerId, name: 'Enterprise License' }];
const change = (field: string, from: JsonValue, to: JsonValue): FieldChange => ({ field, from, to });

describe('the undo of an activity', () => {
  let ground: QueryGround;
  let query: QueryUnderTest;
  let writer: TestWriter;
  let hours = 0;

  beforeAll(async () => {
    ground = await createQueryGround();
    query = await startQuery(ground);
    writer = await TestWriter.open(ground.database);
  });

  afterAll(async () => {
    await writer.close();
    await query.stop();
    await ground.remove();
  });

  const undo = async (id: string, token?: string): Promise<Undo['data']> => {
    const response = await query.get(`/v1/activity/${id}/undo`, token === undefined ? {} : { token });
    const body = await response.text();
    if (response.status !== 200) throw new Error(`${response.status}: ${body}`);
    return (JSON.parse(body) as Undo).data;
  };
  const problem = async (path: string, token?: string): Promise<{ status: number; code: string }> =>
    (await query.get(path, token === undefined ? {} : { token })).json() as never;

  /** Appends an event that happened an hour after the one before. */
  const write = async (ownerId: string, event: DomainEventOverrides): Promise<Activity> => {
    hours += 1;
    const occurredAt = new Date(Date.UTC(2026, 0, 1, hours)).toISOString();
    const activity = anActivity({ subjects: deal(ownerId), type: 'field_changed', occurredAt, ...event });
    await writer.append(activity);
    return activity;
  };

  it('gives the patch and says that every field holds', async () => {
    const won = await write('plain', { changes: [change('stage', 'open', 'won'), change('value', null, 7)] });
    await write('plain', { changes: [change('owner', 'a', 'b')] });
    await write('plain', { type: 'call_logged' });
    expect(await undo(won.id)).toEqual({
      activity_id: won.id,
      record: { id: 'plain', module: 'deals', name: 'Enterprise License' },
      undoable: true,
      patch: { stage: 'open', value: null },
      fields: [
        { field: 'stage', from: 'open', to: 'won', holds: true },
        { field: 'value', from: null, to: 7, holds: true },
      ],
    });
  });

  it('names for each field that does not hold what it is and who made it so, when', async () => {
    const won = await write('conflict', { changes: [change('stage', 'open', 'won'), change('value', 1, 2)] });
    const lost = await write('conflict', {
      changes: [change('stage', 'won', 'lost')],
      user: { id: 'usr_456', name: 'Bob' },
    });
    const { undoable, patch, fields } = await undo(won.id);
    expect([undoable, patch]).toEqual([false, { stage: 'open', value: 1 }]);
    expect(fields).toEqual([
      {
        field: 'stage',
        from: 'open',
        to: 'won',
        holds: false,
        current: 'lost',
        changed_by: {
          activity_id: lost.id,
          type: 'field.changed',
          activityType: 'field_changed',
          timestamp: lost.occurredAt.text,
          user: { id: 'usr_456', name: 'Bob' },
        },
      },
      { field: 'value', from: 1, to: 2, holds: true },
    ]);
  });

  it('knows that it was done by the activity that names this one as its cause, and that it was taken back', async () => {
    const won = await write('undone', { changes: [change('stage', 'open', 'won')] });
    const undone = await write('undone', { changes: [change('stage', 'won', 'open')], causationId: won.id });
    expect(await undo(won.id)).toMatchObject({ undoable: false, already_undone_by: undone.id });
    const redone = await write('undone', { changes: [change('stage', 'open', 'won')], causationId: undone.id });
    expect(await undo(undone.id)).toMatchObject({ undoable: false, already_undone_by: redone.id });
    const again = await undo(won.id);
    expect(again.undoable).toBe(true);
    expect(again).not.toHaveProperty('already_undone_by');
  });

  it('does not take the same change of another record, or of another org, for its own', async () => {
    const won = await write('alone', { changes: [change('stage', 'open', 'won')] });
    await write('other', { changes: [change('stage', 'won', 'open')], causationId: won.id });
    await write('alone', { org: 'globex', changes: [change('stage', 'won', 'open')], causationId: won.id });
    await write('other', {
      subjects: [...deal('other'), ...deal('alone')] as never,
      changes: [change('stage', 'won', 'x')],
    });
    expect(await undo(won.id)).toMatchObject({ undoable: true, fields: [{ holds: true }] });
  });

  it('is not possible once the record is deleted', async () => {
    const won = await write('deleted', { changes: [change('stage', 'open', 'won')] });
    const deleted = await write('deleted', { type: 'record_deleted' });
    expect(await undo(won.id)).toMatchObject({
      undoable: false,
      deleted_by: { activity_id: deleted.id, type: 'record.deleted', activityType: 'record_deleted' },
    });
  });

  it('gives the patch that the recipe of document B makes out of the same change', async () => {
    const changes = [change('stage', 'open', 'won'), change('tags', ['a'], ['a', 'vip']), change('__proto__', 1, 2)];
    const { id } = await write('recipe', { changes });
    await write('recipe', { type: 'call_logged' });
    const feed = await query.get('/v1/modules/deals/records/recipe/activity?type=field.changed&per_page=1');
    const { data } = (await feed.json()) as { data: { id: string; changes: FieldChange[] }[] };
    expect(data.map((entry) => entry.id)).toEqual([id]);
    const revert = new Map(data[0]!.changes.map(({ field, from }) => [field, from]));
    expect(new Map(Object.entries((await undo(id)).patch))).toEqual(revert);
    expect(revert.get('tags')).toEqual(['a']);
  });

  it.each([
    ['changed nothing', { type: 'call_logged' }],
    ['created its record', { type: 'record_created', changes: [{ field: 'stage', to: 'open' }] }],
    ['deleted its record', { type: 'record_deleted' }],
  ])('is refused for an activity that %s', async (_what, event: DomainEventOverrides) => {
    const { id } = await write('refused', event);
    expect(await problem(`/v1/activity/${id}/undo`)).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('is 404 for an activity that the org does not have', async () => {
    const { id } = await write('secret', { org: 'globex', changes: [change('stage', 'open', 'won')] });
    for (const each of [id, `act_${'0'.repeat(32)}`, 'act_123', 'nothing']) {
      expect(await problem(`/v1/activity/${each}/undo`)).toMatchObject({ status: 404, code: 'record_not_found' });
    }
    const globex = await query.issuer.token({ org: 'globex' });
    const theirs = await query.get(`/v1/activity/${id}/undo`, { token: globex, headers: { orgid: 'globex' } });
    expect(theirs.status).toBe(200);
  });

  it('is for staff and programs that may read, and tells customers nothing, not even of their own record', async () => {
    const own: readonly [Subject] = [{ datatype: 'contact', ownerId: 'ada' }];
    const { id } = await write('', {
      type: 'email_sent',
      subjects: own,
      metadata: { email_id: 'e' },
      changes: [change('s', 1, 2)],
    });
    const customer = await query.issuer.token({
      kind: 'customer',
      customer: 'contact/ada',
      permissions: ['activity:read'],
    });
    const mute = await query.issuer.token({ permissions: [] });
    for (const token of [customer, mute]) {
      for (const each of [id, `act_${'0'.repeat(32)}`]) {
        expect(await problem(`/v1/activity/${each}/undo`, token)).toMatchObject({ status: 403, code: 'forbidden' });
      }
    }
    const service = await query.issuer.token({ kind: 'service', permissions: ['activity:read'] });
    expect(await undo(id, service)).toMatchObject({ undoable: true });
    expect(await problem(`/v1/activity/${id}/undo?force=1`)).toMatchObject({
      status: 400,
      errors: [{ path: 'force' }],
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { typeCatalogue, type FieldChange } from '@activity-log/activity';
import { anActivity } from '@activity-log/testing';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';
import { TestWriter } from '../testing/test-writer.spec.js';

interface Refusal {
  readonly code: string;
  readonly errors: readonly { readonly path: string; readonly rule: string }[];
}

const deal = { datatype: 'deal', ownerId: 'd1' };
const forged = { ...deal, changes: [{ field: 'value', from: 2, to: 999 }] };
const hoursAhead = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

describe('who logs what by hand', () => {
  let ground: QueryGround;
  let query: QueryUnderTest;
  let user: string;
  let program: string;
  let lastChange: string;

  beforeAll(async () => {
    ground = await createQueryGround();
    query = await startQuery(ground);
    user = await ground.issuer.token();
    program = await ground.issuer.token({ kind: 'service', sub: 'svc_crm', name: 'CRM' });
    const writer = await TestWriter.open(ground.database);
    const changed = (from: number, to: number, hour: number) =>
      anActivity({
        type: 'field_changed',
        subjects: [deal],
        changes: [{ field: 'value', from, to } satisfies FieldChange],
        occurredAt: `2026-11-20T0${hour}:00:00Z`,
      });
    const last = changed(1, 2, 9);
    await writer.append(changed(0, 1, 8), last);
    await writer.close();
    lastChange = last.id;
  });

  afterAll(async () => {
    await query.stop();
    await ground.remove();
  });

  const post = async (token: string, body: object): Promise<{ readonly status: number; readonly answer: Refusal }> => {
    const response = await fetch(`${query.url}/crm/activity/manage`, {
      method: 'POST',
      headers: { orgid: 'acme', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    return { status: response.status, answer: (await response.json()) as Refusal };
  };
  const refused = async (token: string, body: object): Promise<readonly string[]> => {
    const { status, answer } = await post(token, body);
    expect([status, answer.code]).toEqual([400, 'invalid_request']);
    return answer.errors.map(({ path }) => path);
  };
  const versions = async (): Promise<readonly unknown[]> => {
    const response = await query.get('/repository/history/deals/d1');
    return ((await response.json()) as { data: unknown[] }).data;
  };

  it.each([
    ['changes under a type of people', { type: 'note_added', ...forged }, ['changes']],
    ['changes under a type of its own', { type: 'deal_reviewed', ...forged }, ['changes']],
    ['no changes, in a list', { type: 'note_added', ...deal, changes: [] }, ['changes']],
    ['a change of a field', { type: 'field_changed', ...forged }, ['type', 'changes']],
    ['the deletion of a record', { type: 'record_deleted', ...deal, timestamp: '2020-01-01T00:00:00Z' }, ['type']],
    ['its deletion, by its datatype', { type: 'deal_deleted', ...deal, timestamp: '2020-01-01T00:00:00Z' }, ['type']],
    ['its creation, in the spelling of document B', { type: 'deal.created', ...deal }, ['type']],
  ])('refuses of a person %s, which leaves history and undo as they are', async (_, body, paths) => {
    const before = await versions();
    expect(await refused(user, body)).toEqual(paths);
    expect(before).toHaveLength(2);
    expect(await versions()).toEqual(before);
    const undo = (await (await query.get(`/v1/activity/${lastChange}/undo`)).json()) as { data: object };
    expect(undo.data).toMatchObject({ undoable: true, fields: [{ field: 'value', holds: true }] });
  });

  it.each(typeCatalogue.filter(({ loggedBy }) => loggedBy === 'system').map(({ type, apiType }) => [type, apiType]))(
    'refuses %s of a person',
    async (type) => {
      expect(await refused(user, { type, datatype: 'contact', ownerId: 'ada' })).toEqual(['type']);
    },
  );

  it('says why, and what to do instead', async () => {
    const body = { type: 'email_opened', datatype: 'contact', ownerId: 'ada', metadata: { email_id: 'eml_1' } };
    const { answer } = await post(user, body);
    expect(answer.errors).toEqual([
      {
        path: 'type',
        rule: expect.stringMatching(/email_opened is logged by the system: .* event on crm\.domain-events/),
      },
    ]);
  });

  it.each(['call_logged', 'meeting_held', 'note_added', 'demo_given', 'invoice_created'])(
    'takes %s of a person',
    async (type) => {
      expect((await post(user, { type, datatype: 'contact', ownerId: 'ada' })).status).toBe(201);
    },
  );

  it('takes of a program what became of a record, and what the system saw', async () => {
    const record = { datatype: 'deal', ownerId: 'd2' };
    const changes = [{ field: 'value', from: 1, to: 2 }];
    for (const body of [
      { type: 'deal_created', ...record },
      { type: 'record_updated', ...record, changes },
      { type: 'note_added', ...record, changes },
      { type: 'automation_triggered', ...record, metadata: { automation_id: 'auto_1' } },
    ]) {
      expect((await post(program, body)).status).toBe(201);
    }
    const history = (await (await query.get('/repository/history/deals/d2')).json()) as { data: unknown[] };
    expect(history.data).toHaveLength(3);
    expect(await refused(program, { type: 'comment_added', ...record })).toEqual(['type']);
  });

  it('refuses of everybody what is more than 24 hours ahead, and says so', async () => {
    const note = { type: 'note_added', ...deal };
    for (const token of [user, program]) {
      expect((await post(token, { ...note, timestamp: '9999-12-31T23:59:59Z' })).answer.errors).toEqual([
        { path: 'timestamp', rule: 'must not be more than 24 hours ahead' },
      ]);
      expect(await refused(token, { ...note, timestamp: hoursAhead(25) })).toEqual(['timestamp']);
      expect((await post(token, { ...note, timestamp: hoursAhead(23) })).status).toBe(201);
    }
  });
});

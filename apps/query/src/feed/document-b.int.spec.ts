import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anActivity } from '@activity-log/testing';
import { KeyMaker } from '../testing/key-maker.spec.js';
import { createReadsUnderTest, type ReadsUnderTest } from '../testing/reads-under-test.spec.js';

/**
 * The examples of document B as they are printed there; only the address and the key are the test's. `fetch` is wrapped to
 * send what is not ours to serve, the PATCH of a record, to a list instead.
 */
let reads: ReadsUnderTest;
let API_KEY: string;
const patches: { readonly url: string; readonly body: unknown }[] = [];
const printedBase = 'https://api.getcoherence.io';

const sarah = { id: 'usr_123', name: 'Sarah Chen', email: 'sarah@example.com' };
const john = { id: 'usr_456', name: 'John Smith', email: 'john@example.com' };
const alex = { id: 'usr_789', name: 'Alex Johnson', email: 'alex@example.com' };
const acme = { datatype: 'contact', ownerId: 'rec_789', name: 'Acme Corp' } as const;
const deal = { datatype: 'deal', ownerId: 'rec_deal_001', name: 'Enterprise License - Acme' } as const;

beforeAll(async () => {
  reads = await createReadsUnderTest();
  const keys = await KeyMaker.open(reads.ground.database);
  API_KEY = (await keys.make()).secret;
  await keys.close();
  await reads.writer.append(
    anActivity({ type: 'record_created', subjects: [acme], user: sarah, occurredAt: '2024-01-10T09:00:00Z' }),
    anActivity({
      type: 'email_sent',
      subjects: [acme],
      user: sarah,
      occurredAt: '2024-01-15T10:30:00Z',
      metadata: { email_subject: 'Follow-up on proposal', email_id: 'eml_abc123' },
    }),
    anActivity({
      type: 'field_changed',
      subjects: [acme],
      user: sarah,
      occurredAt: '2024-01-15T14:22:00Z',
      changes: [{ field: 'deal_stage', from: 'proposal', to: 'negotiation' }],
    }),
    anActivity({
      type: 'automation_triggered',
      subjects: [deal],
      user: null,
      occurredAt: '2024-01-15T16:44:00Z',
      metadata: { automation_id: 'auto_123', automation_name: 'Deal Stage Notification' },
    }),
    anActivity({
      type: 'record_updated',
      subjects: [deal],
      user: john,
      occurredAt: '2024-01-15T16:45:00Z',
      changes: [{ field: 'value', from: 50000, to: 75000 }],
    }),
    anActivity({
      type: 'record_deleted',
      subjects: [{ datatype: 'contact', ownerId: 'rec_contact_old', name: 'Duplicate Entry' }],
      user: john,
      occurredAt: '2024-01-15T16:55:00Z',
    }),
    anActivity({
      type: 'comment_added',
      subjects: [{ datatype: 'task', ownerId: 'rec_task_042', name: 'Review Q1 proposal' }],
      user: alex,
      occurredAt: '2024-01-15T17:00:00Z',
      metadata: { comment_id: 'cmt_abc', comment_preview: "I've reviewed the proposal and..." },
    }),
    anActivity({
      type: 'field_changed',
      subjects: [deal],
      user: sarah,
      occurredAt: '2024-01-16T09:00:00Z',
      changes: [{ field: 'status', from: 'open', to: 'won' }],
    }),
  );
});

afterAll(() => reads.close());

/** `fetch` with the printed address replaced. */
async function fetch(printed: string, init: RequestInit = {}): Promise<Response> {
  if (init.method === 'PATCH') {
    patches.push({ url: printed, body: JSON.parse(typeof init.body === 'string' ? init.body : '{}') as unknown });
    return new Response();
  }
  return globalThis.fetch(printed.replace(printedBase, reads.query.url), init);
}

/** What `curl -X GET "…" -H "Authorization: Bearer YOUR_API_KEY"` sends. */
async function curl(printed: string): Promise<{ data: Printed[]; meta: Record<string, unknown> }> {
  const response = await fetch(printed, { headers: { Authorization: `Bearer ${API_KEY}` } });
  expect(response.status).toBe(200);
  return (await response.json()) as never;
}

interface Printed {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly user: { readonly id: string; readonly name: string } | null;
  readonly record: { readonly id: string; readonly module: string; readonly name: string };
  readonly changes?: readonly { readonly field: string; readonly from: unknown; readonly to: unknown }[];
  readonly metadata?: Readonly<Record<string, unknown>>;
}

const typesOf = ({ data }: { readonly data: readonly Printed[] }): string[] => data.map(({ type }) => type);

describe("document B's example requests", () => {
  it('get record activity', async () => {
    const answer = await curl('https://api.getcoherence.io/v1/modules/contacts/records/rec_789/activity');
    expect(answer).toMatchObject({
      data: [
        {
          type: 'field.changed',
          timestamp: '2024-01-15T14:22:00Z',
          user: sarah,
          record: { id: 'rec_789', module: 'contacts', name: 'Acme Corp' },
          changes: [{ field: 'deal_stage', from: 'proposal', to: 'negotiation' }],
        },
        { type: 'email.sent', metadata: { email_subject: 'Follow-up on proposal', email_id: 'eml_abc123' } },
        { type: 'record.created', timestamp: '2024-01-10T09:00:00Z' },
      ],
      meta: { total: 3, page: 1, per_page: 25 },
    });
  });

  it('get module activity', async () => {
    const answer = await curl('https://api.getcoherence.io/v1/modules/deals/activity?per_page=50');
    expect(answer).toMatchObject({
      data: [
        { type: 'field.changed' },
        {
          type: 'record.updated',
          user: john,
          record: { id: 'rec_deal_001', module: 'deals', name: 'Enterprise License - Acme' },
          changes: [{ field: 'value', from: 50000, to: 75000 }],
        },
        {
          type: 'automation.triggered',
          user: null,
          metadata: { automation_id: 'auto_123', automation_name: 'Deal Stage Notification' },
        },
      ],
      meta: { total: 3, page: 1, per_page: 50 },
    });
  });

  it('get workspace activity', async () => {
    const answer = await curl('https://api.getcoherence.io/v1/activity');
    expect(typesOf(answer).slice(1, 3)).toEqual(['comment.added', 'record.deleted']);
    expect(answer).toMatchObject({
      data: { 1: { user: alex, record: { id: 'rec_task_042', module: 'tasks' }, metadata: { comment_id: 'cmt_abc' } } },
      meta: { total: 8, page: 1, per_page: 25 },
    });
  });

  it('filter by date range', async () => {
    const answer = await curl(
      'https://api.getcoherence.io/v1/modules/contacts/activity?from=2024-01-01T00:00:00Z&to=2024-01-31T23:59:59Z',
    );
    expect(typesOf(answer)).toEqual(['record.deleted', 'field.changed', 'email.sent', 'record.created']);
  });

  it('filter by user', async () => {
    const answer = await curl('https://api.getcoherence.io/v1/activity?user_id=usr_123');
    expect(typesOf(answer)).toEqual(['field.changed', 'field.changed', 'email.sent', 'record.created']);
  });

  it('filter by activity type', async () => {
    const answer = await curl('https://api.getcoherence.io/v1/activity?types=record.created,record.deleted');
    expect(typesOf(answer)).toEqual(['record.deleted', 'record.created']);
    expect(typesOf(await curl('https://api.getcoherence.io/v1/activity?type=record.updated'))).toEqual([
      'record.updated',
    ]);
  });

  it('filter by field changed', async () => {
    expect(typesOf(await curl('https://api.getcoherence.io/v1/modules/deals/activity?field=deal_stage'))).toEqual([]);
    expect(typesOf(await curl('https://api.getcoherence.io/v1/activity?field=status'))).toEqual(['field.changed']);
  });

  it('combining filters', async () => {
    const answer = await curl(
      'https://api.getcoherence.io/v1/modules/deals/activity?type=field.changed&field=status&from=2024-01-01T00:00:00Z&user_id=usr_123',
    );
    expect(answer.data.map(({ timestamp }) => timestamp)).toEqual(['2024-01-16T09:00:00Z']);
  });

  it('pagination', async () => {
    const answer = await curl('https://api.getcoherence.io/v1/activity?per_page=5&page=2');
    expect(answer.data).toHaveLength(3);
    expect(answer.meta).toEqual({
      total: 8,
      page: 2,
      per_page: 5,
      total_pages: 2,
      next_cursor: null,
      prev_cursor: expect.any(String),
    });
    expect((await curl('https://api.getcoherence.io/v1/activity?per_page=50&page=2')).data).toEqual([]);
  });

  it('cursor-based pagination', async () => {
    const first = await curl('https://api.getcoherence.io/v1/activity?per_page=5');
    const second = await curl(`https://api.getcoherence.io/v1/activity?cursor=${String(first.meta['next_cursor'])}`);
    expect([first.data.length, second.data.length, second.meta['next_cursor']]).toEqual([5, 3, null]);
  });

  it('the error response', async () => {
    const response = await fetch(
      'https://api.getcoherence.io/v1/activity?from=2024-02-01T00:00:00Z&to=2024-01-01T00:00:00Z',
      { headers: { Authorization: `Bearer ${API_KEY}` } },
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { code: 'invalid_date_range', message: "The 'from' date must be before the 'to' date", status: 400 },
    });
  });
});

describe("document B's use cases", () => {
  it('getAuditTrail', async () => {
    async function getAuditTrail(moduleSlug: string, recordId: string) {
      const response = await fetch(
        `https://api.getcoherence.io/v1/modules/${moduleSlug}/records/${recordId}/activity`,
        {
          headers: {
            Authorization: `Bearer ${API_KEY}`,
          },
        },
      );
      const { data } = (await response.json()) as { data: Printed[] };

      return data.map((entry) => ({
        timestamp: entry.timestamp,
        action: entry.type,
        user: entry.user?.name || 'System',
        changes: entry.changes,
      }));
    }

    expect(await getAuditTrail('deals', 'rec_deal_001')).toEqual([
      {
        timestamp: '2024-01-16T09:00:00Z',
        action: 'field.changed',
        user: 'Sarah Chen',
        changes: [{ field: 'status', from: 'open', to: 'won' }],
      },
      {
        timestamp: '2024-01-15T16:45:00Z',
        action: 'record.updated',
        user: 'John Smith',
        changes: [{ field: 'value', from: 50000, to: 75000 }],
      },
      { timestamp: '2024-01-15T16:44:00Z', action: 'automation.triggered', user: 'System', changes: undefined },
    ]);
  });

  it('trackFieldChanges', async () => {
    async function trackFieldChanges(field: string, startDate: string) {
      const response = await fetch(
        `https://api.getcoherence.io/v1/activity?type=field.changed&field=${field}&from=${startDate}`,
        {
          headers: {
            Authorization: `Bearer ${API_KEY}`,
          },
        },
      );
      const { data } = (await response.json()) as { data: Printed[] };

      return data.map((entry) => ({
        record: entry.record.name,
        module: entry.record.module,
        oldValue: entry.changes![0]!.from,
        newValue: entry.changes![0]!.to,
        changedBy: entry.user!.name,
        changedAt: entry.timestamp,
      }));
    }

    expect(await trackFieldChanges('deal_stage', '2024-01-01')).toEqual([
      {
        record: 'Acme Corp',
        module: 'contacts',
        oldValue: 'proposal',
        newValue: 'negotiation',
        changedBy: 'Sarah Chen',
        changedAt: '2024-01-15T14:22:00Z',
      },
    ]);
    expect(await trackFieldChanges('deal_stage', '2024-02-01T00:00:00Z')).toEqual([]);
  });

  it('undoLastChange', async () => {
    async function undoLastChange(moduleSlug: string, recordId: string) {
      // Get the most recent change
      const response = await fetch(
        `https://api.getcoherence.io/v1/modules/${moduleSlug}/records/${recordId}/activity?type=field.changed&per_page=1`,
        {
          headers: {
            Authorization: `Bearer ${API_KEY}`,
          },
        },
      );
      const { data } = (await response.json()) as { data: Printed[] };

      if (data.length === 0) {
        throw new Error('No changes to undo');
      }

      const lastChange = data[0]!;

      // Revert the changes
      const revertData: Record<string, unknown> = {};
      for (const change of lastChange.changes!) {
        revertData[change.field] = change.from;
      }

      // Update the record with previous values
      await fetch(`https://api.getcoherence.io/v1/modules/${moduleSlug}/records/${recordId}`, {
        method: 'PATCH',
        headers: {
          Authorization: `Bearer ${API_KEY}`,
          'Content-Type': 'application/json',
        },
        body: JSON.stringify(revertData),
      });
    }

    await undoLastChange('deals', 'rec_deal_001');
    expect(patches).toEqual([
      { url: 'https://api.getcoherence.io/v1/modules/deals/records/rec_deal_001', body: { status: 'open' } },
    ]);
    await expect(undoLastChange('tasks', 'rec_task_042')).rejects.toThrow('No changes to undo');
  });

  it('getUserActivity', async () => {
    async function getUserActivity(userId: string, days: number = 7) {
      const fromDate = new Date();
      fromDate.setDate(fromDate.getDate() - days);

      const response = await fetch(
        `https://api.getcoherence.io/v1/activity?user_id=${userId}&from=${fromDate.toISOString()}`,
        {
          headers: {
            Authorization: `Bearer ${API_KEY}`,
          },
        },
      );
      const { data } = (await response.json()) as { data: Printed[] };

      // Group by date
      const grouped = data.reduce<Record<string, Printed[]>>((acc, entry) => {
        const date = entry.timestamp.split('T')[0]!;
        if (!acc[date]) acc[date] = [];
        acc[date].push(entry);
        return acc;
      }, {});

      return grouped;
    }

    const now = new Date().toISOString();
    await reads.writer.append(anActivity({ type: 'note_added', subjects: [deal], user: john, occurredAt: now }));
    const grouped = await getUserActivity('usr_456');
    expect(Object.entries(grouped).map(([date, entries]) => [date, entries.map(({ type }) => type)])).toEqual([
      [now.slice(0, 10), ['note.added']],
    ]);
    expect(Object.keys(await getUserActivity('usr_456', 3_650))).toEqual([now.slice(0, 10), '2024-01-15']);
    expect(await getUserActivity('nobody')).toEqual({});
  });
});

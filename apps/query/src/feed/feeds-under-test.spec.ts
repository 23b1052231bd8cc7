import type { Subject } from '@activity-log/activity';
import { anActivity, type DomainEventOverrides } from '@activity-log/testing';
import { createReadsUnderTest, type ReadsUnderTest } from '../testing/reads-under-test.spec.js';

const record = (datatype: string, ownerId: string): readonly [Subject] => [{ datatype, ownerId }];
const sarah = { id: 'usr_123', name: 'Sarah Chen', email: 'sarah@example.com' };
const ada = { id: 'usr_9', name: 'Ada' };
const change = (field: string) => ({ field, from: 'a', to: 'b' });

/** What the log holds, oldest first; each entry is known by its summary. */
export const entries: readonly DomainEventOverrides[] = [
  {
    summary: 'created',
    type: 'contact_created',
    subjects: record('contact', 'c-1'),
    user: sarah,
    occurredAt: '2026-01-01T00:00:00Z',
  },
  {
    summary: 'tagged',
    type: 'contact_tagged',
    subjects: record('contact', 'c-1'),
    user: sarah,
    changes: [change('tags')],
    occurredAt: '2026-01-02T00:00:00Z',
  },
  {
    summary: 'staged',
    type: 'lead_stage_changed',
    subjects: record('lead', 'l-1'),
    user: ada,
    changes: [change('stage'), change('status')],
    occurredAt: '2026-01-03T00:00:00Z',
  },
  {
    summary: 'changed',
    type: 'field_changed',
    subjects: record('deal', 'd-1'),
    user: ada,
    changes: [change('status')],
    occurredAt: '2026-01-04T10:00:00Z',
  },
  {
    summary: 'updated',
    type: 'record_updated',
    subjects: record('deal', 'd-1'),
    user: sarah,
    changes: [change('status')],
    occurredAt: '2026-01-05T10:00:00Z',
  },
  {
    summary: 'mailed',
    type: 'email_sent',
    subjects: record('contact', 'c-1'),
    user: null,
    metadata: { email_id: 'eml_1' },
    occurredAt: '2026-01-06T10:00:00.5Z',
  },
  {
    summary: 'demoed',
    type: 'demo_given',
    subjects: [...record('deal', 'd-2'), ...record('contact', 'c-1')],
    user: ada,
    occurredAt: '2026-01-07T10:00:00Z',
  },
  {
    summary: 'planned',
    type: 'demo_given',
    subjects: record('spaceship', 's-1'),
    user: null,
    occurredAt: '2026-01-08T10:00:00Z',
  },
];

/** A query over the log of acme with these entries, beside that of another org. */
export async function createFeedsUnderTest(): Promise<ReadsUnderTest> {
  const reads = await createReadsUnderTest();
  await reads.writer.append(...entries.map((entry) => anActivity({ org: 'acme', ...entry })));
  await reads.writer.append(anActivity({ org: 'other', type: 'field_changed', changes: [change('status')] }));
  return reads;
}

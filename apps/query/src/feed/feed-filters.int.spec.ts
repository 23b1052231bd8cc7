import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createFeedsUnderTest, entries } from './feeds-under-test.spec.js';
import type { ReadsUnderTest } from '../testing/reads-under-test.spec.js';

let feeds: ReadsUnderTest;

beforeAll(async () => {
  feeds = await createFeedsUnderTest();
});

afterAll(() => feeds.close());

/** The summaries of a first page, newest first, as many as the total. */
async function found(path: string): Promise<readonly unknown[]> {
  const { data, meta } = await feeds.read(path);
  expect(meta.total).toBe(data.length);
  return data.map(({ summary }) => summary);
}

describe('a feed', () => {
  it("has every activity of the org, B's name in type and A's in activityType", async () => {
    const { data, meta } = await feeds.read('/v1/activity');
    expect(data.map(({ summary }) => summary)).toEqual(entries.map(({ summary }) => summary).reverse());
    expect(data.map(({ type, activityType }) => [type, activityType]).slice(-3)).toEqual([
      ['field.changed', 'lead_stage_changed'],
      ['field.changed', 'contact_tagged'],
      ['record.created', 'contact_created'],
    ]);
    expect(meta).toEqual({
      total: 8,
      page: 1,
      per_page: 25,
      total_pages: 1,
      next_cursor: null,
      prev_cursor: expect.any(String),
    });
  });

  it('of a module and of a record goes by the first subject', async () => {
    expect(await found('/v1/modules/contacts/activity')).toEqual(['mailed', 'tagged', 'created']);
    expect(await found('/v1/modules/deals/activity')).toEqual(['demoed', 'updated', 'changed']);
    expect(await found('/v1/modules/spaceship/activity')).toEqual(['planned']);
    expect(await found('/v1/modules/deals/records/d-1/activity')).toEqual(['updated', 'changed']);
    expect(await found('/v1/modules/contacts/records/c-1/activity')).toEqual(['mailed', 'tagged', 'created']);
  });

  it.each([
    ['type=field.changed', ['changed', 'staged', 'tagged']],
    ['type=field_changed', ['changed']],
    ['type=record.created', ['created']],
    ['type=demo.given', ['planned', 'demoed']],
    ['type=record.deleted', []],
    ['types=record.created,email_sent', ['mailed', 'created']],
    ['types=record.created,%20field.changed,record.created', ['changed', 'staged', 'tagged', 'created']],
    ['type=contact_tagged&types=field.changed,email.sent', ['tagged']],
    ['type=email.sent&types=record.created', []],
    ['user_id=usr_123', ['updated', 'tagged', 'created']],
    ['user_id=nobody', []],
    ['field=status', ['updated', 'changed', 'staged']],
    ['field=tags', ['tagged']],
    ['field=nothing', []],
    ['from=2026-01-07T10:00:00Z', ['planned', 'demoed']],
    ['from=2026-01-07T12:00:00%2B02:00', ['planned', 'demoed']],
    ['from=2026-01-07T12:00:00+02:00', ['planned', 'demoed']],
    ['from=2026-01-07', ['planned', 'demoed']],
    ['to=2026-01-02', ['tagged', 'created']],
    ['to=2026-01-01T23:59:59.999Z', ['created']],
    ['from=2026-01-06T10:00:00.500Z&to=2026-01-06T10:00:00.500Z', ['mailed']],
    ['type=field.changed&field=status&from=2026-01-04T00:00:00Z&user_id=usr_9', ['changed']],
    ['type=field.changed&field=status&from=2026-01-05T00:00:00Z&user_id=usr_9', []],
    ['field=status&user_id=usr_123', ['updated']],
    ['user_id=usr_9&type=demo_given', ['demoed']],
    ['user_id=usr_123&from=2026-01-02T00:00:00.000Z', ['updated', 'tagged']],
  ])('of the workspace, filtered by %s', async (filters, summaries) => {
    expect(await found(`/v1/activity?${filters}`)).toEqual(summaries);
  });

  it.each([
    ['deals', 'type=field.changed&field=status&user_id=usr_9', ['changed']],
    ['deals', 'field=status', ['updated', 'changed']],
    ['deals', 'user_id=usr_9', ['demoed', 'changed']],
    ['deals', 'types=record.updated,demo.given&user_id=usr_123', ['updated']],
    ['leads', 'field=stage&user_id=usr_9', ['staged']],
    ['contacts', 'type=field.changed', ['tagged']],
    ['contacts', 'from=2026-01-02&to=2026-01-06', ['tagged']],
    ['contacts/records/c-1', 'type=field.changed&per_page=1', ['tagged']],
    ['contacts/records/c-1', 'user_id=usr_123', ['tagged', 'created']],
    ['contacts/records/c-1', 'user_id=usr_123&field=tags', ['tagged']],
    ['contacts/records/c-1', 'user_id=usr_9&field=tags', []],
    ['contacts/records/c-1', 'field=tags', ['tagged']],
    ['contacts/records/c-1', 'field=status', []],
    ['deals/records/d-1', 'field=status&type=record_updated', ['updated']],
    ['deals/records/d-1', 'from=2026-01-05', ['updated']],
  ])('of %s, filtered by %s', async (scope, filters, summaries) => {
    expect(await found(`/v1/modules/${scope}/activity?${filters}`)).toEqual(summaries);
  });
});

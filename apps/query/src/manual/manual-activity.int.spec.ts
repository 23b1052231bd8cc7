import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';

describe('document A, as printed', () => {
  let ground: QueryGround;
  let query: QueryUnderTest;

  beforeAll(async () => {
    ground = await createQueryGround();
    query = await startQuery(ground);
  });

  afterAll(async () => {
    await query.stop();
    await ground.remove();
  });

  it('logs the manual activity of the example and shows it in the timeline call of the example', async () => {
    const ORG_ID = 'acme';
    const contactId = 'contact-abc';
    const jwt = await ground.issuer.token();

    const logged = await fetch(`${query.url}/api/crm/activity/manage`, {
      method: 'POST',
      headers: { orgid: ORG_ID, Authorization: `Bearer ${jwt}` },
      body: JSON.stringify({
        type: 'call_logged',
        datatype: 'contact',
        ownerId: 'contact-abc',
        summary: '15min discovery call. Interested in enterprise plan.',
        durationSeconds: 900,
        metadata: { phone: '+15551234567', outcome: 'positive' },
      }),
    });
    const created = (await logged.json()) as Record<string, unknown>;
    expect([logged.status, created]).toMatchObject([201, {}]);

    const activities = (await fetch(
      `${query.url}/api/crm/activity/by-customer/contact/${contactId}?page=1&pageSize=50`,
      {
        headers: { orgid: ORG_ID, Authorization: `Bearer ${jwt}` },
      },
    ).then((r) => r.json())) as { data: unknown[]; meta: unknown };
    expect(activities.data).toEqual([created]);
    expect(activities.meta).toEqual({
      total: 1,
      page: 1,
      per_page: 50,
      total_pages: 1,
      next_cursor: null,
      prev_cursor: expect.any(String),
    });
  });
});

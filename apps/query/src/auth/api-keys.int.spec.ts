import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anActivity, waitFor } from '@activity-log/testing';
import { AdminClient } from '../testing/admin-client.spec.js';
import { KeyMaker } from '../testing/key-maker.spec.js';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';
import { TestWriter } from '../testing/test-writer.spec.js';

const timeline = '/crm/activity/by-customer/contact/contact-abc';
/** What revocation may take, and some time of a busy machine. */
const revocation = { timeoutMs: 10_000, describe: 'a refused key' };

describe('an API key', () => {
  let ground: QueryGround;
  let query: QueryUnderTest;
  let keys: KeyMaker;

  beforeAll(async () => {
    ground = await createQueryGround();
    query = await startQuery(ground);
    keys = await KeyMaker.open(ground.database);
    const writer = await TestWriter.open(ground.database);
    await writer.append(anActivity(), anActivity({ org: 'beta' }));
    await writer.close();
  });
  afterAll(async () => {
    await keys.close();
    await query.stop();
    await ground.remove();
  });

  const refusal = async (token: string): Promise<unknown> => {
    const response = await query.get(timeline, { token });
    const body = (await response.json()) as object;
    return { status: response.status, challenge: response.headers.get('www-authenticate'), body };
  };

  it('is accepted where a JWT is, for its own org', async () => {
    const { secret: token } = await keys.make();
    expect((await query.get(timeline, { token })).status).toBe(200);
    expect((await query.get(timeline, { token, headers: { orgid: 'beta' } })).status).toBe(403);
  });

  it('may do what its scopes say and no more', async () => {
    const post = async (token: string): Promise<Response> =>
      fetch(`${query.url}/crm/activity/manage`, {
        method: 'POST',
        headers: { orgid: 'acme', authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'call_logged', datatype: 'contact', ownerId: 'contact-abc' }),
      });
    const reader = await keys.make();
    expect((await post(reader.secret)).status).toBe(403);
    const writer = await keys.make({ scopes: ['activity:write', 'moon:walk'] });
    const answer = await post(writer.secret);
    expect([answer.status, await answer.json()]).toMatchObject([
      201,
      { user: { id: writer.id, name: 'Lead scoring' } },
    ]);
    expect((await query.get(timeline, { token: writer.secret })).status).toBe(403);
  });

  it('that is unknown, expired, revoked or misspelt is 401 with the same words', async () => {
    const revoked = await keys.make();
    await keys.revoke(revoked.id);
    const expired = await keys.make({ expiresAt: new Date(Date.now() - 1_000) });
    const answers = await Promise.all(
      [`ak_${'x'.repeat(43)}`, revoked.secret, expired.secret, `${revoked.secret}x`, 'a.b.c'].map(refusal),
    );
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    expect(answers).toEqual(answers.map(() => answers[0]));
  });

  it('stops working within seconds of its revocation, though it was just used', async () => {
    const { id, secret: token } = await keys.make();
    expect((await query.get(timeline, { token })).status).toBe(200);
    await keys.revoke(id);
    await waitFor(async () => (await query.get(timeline, { token })).status === 401, revocation);
  }, 20_000);

  it('stops working at its expiry, though it was just used', async () => {
    const expiresAt = new Date(Date.now() + 1_500);
    const { secret: token } = await keys.make({ expiresAt });
    expect((await query.get(timeline, { token })).status).toBe(200);
    await waitFor(async () => (await query.get(timeline, { token })).status === 401, revocation);
    expect(Date.now() - expiresAt.getTime()).toBeLessThan(4_500);
  }, 20_000);

  it('has the time of its last use written when the service stops at the latest', async () => {
    const { id, secret: token } = await keys.make();
    const other = await startQuery(ground);
    const before = Date.now();
    expect((await other.get(timeline, { token })).status).toBe(200);
    await other.stop();
    expect((await keys.lastUsed(id))?.getTime()).toBeGreaterThanOrEqual(before);
  });

  it('is 503, not 401, while nobody can look it up', async () => {
    const { secret: token } = await keys.make();
    const admin = await AdminClient.open(ground.database);
    await admin.withLocked('api_key', async () => {
      const asked = query.get(timeline, { token });
      await waitFor(async () => (await admin.waiting()) > 0);
      await admin.cancelWaiting();
      const response = await asked;
      expect([response.status, await response.json()]).toMatchObject([503, { code: 'unavailable' }]);
      expect((await query.get(timeline)).status).toBe(200);
    });
    await admin.close();
    expect((await query.get(timeline, { token })).status).toBe(200);
  });

  it('is never in the log', async () => {
    const { secret: token } = await keys.make();
    await query.get(timeline, { token });
    await refusal(`ak_${'y'.repeat(43)}`);
    expect(query.logLines.join('\n')).not.toMatch(/ak_/);
  });
});

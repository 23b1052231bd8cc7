import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConsumedRecord } from '@activity-log/kafka';
import { waitFor } from '@activity-log/testing';
import {
  createQueryGround,
  startQuery,
  type QueryGround,
  type QueryUnderTest,
} from '../testing/query-under-test.spec.js';
import { TopicReader } from '../testing/topic-reader.spec.js';

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const record = { datatype: 'contact', ownerId: 'contact-abc' };

describe('the trace of a request that writes', () => {
  let ground: QueryGround;
  let query: QueryUnderTest;
  let topic: TopicReader;
  let authorization: string;

  beforeAll(async () => {
    ground = await createQueryGround();
    query = await startQuery(ground);
    topic = await TopicReader.open(ground.topic);
    authorization = `Bearer ${await ground.issuer.token()}`;
  });

  afterAll(async () => {
    await topic.close();
    await query.stop();
    await ground.remove();
  });

  const send = async (
    [method, path]: readonly [string, string],
    { body, headers = {} }: { readonly body?: object; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<{ readonly id: string }> => {
    const response = await fetch(query.url + path, {
      method,
      headers: { orgid: 'acme', authorization, ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    expect([path, response.ok]).toEqual([path, true]);
    return (response.status === 201 ? JSON.parse(text) : {}) as { id: string };
  };

  const headersOf = ({ headers }: ConsumedRecord): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  const published = (found: (headers: Readonly<Record<string, string>>) => boolean) =>
    waitFor(() => topic.records.map(headersOf).find(found), { describe: 'the activity on the topic' });

  it('is on crm.activities for every write: an activity, a comment and its deletion, an erasure, an export', async () => {
    const traced = (correlation: string) => ({ headers: { traceparent, 'x-correlation-id': correlation } });
    const note = { type: 'note_added', ...record };
    const { id } = await send(['POST', '/crm/activity/manage'], { body: note, ...traced('w-manage') });
    await published(({ ce_id }) => ce_id === id);
    const comment = { ...record, text: 'a' };
    const created = await send(['POST', '/crm/activity/comment/create'], { body: comment, ...traced('w-comment') });
    await send(['DELETE', `/crm/activity/comment/delete/${created.id}`], traced('w-deletion'));
    await waitFor(async () => {
      const response = await fetch(`${query.url}/v1/activity/${id}`, {
        method: 'DELETE',
        headers: { authorization, ...traced('w-erasure').headers },
      });
      // On its way to the topic it cannot be erased for a moment.
      return response.status === 204;
    });
    await send(['GET', '/v1/activity/export?format=ndjson'], traced('w-export'));
    const traces = [];
    for (const correlation of ['w-manage', 'w-comment', 'w-deletion', 'w-erasure', 'w-export']) {
      const { ce_type: type, ce_traceparent: trace } = await published(
        ({ ce_correlationid }) => ce_correlationid === correlation,
      );
      traces.push([type, trace]);
    }
    expect(traces).toEqual([
      ['note_added', traceparent],
      ['comment_added', traceparent],
      ['comment_deleted', traceparent],
      ['activity_redacted', traceparent],
      ['activity_exported', traceparent],
    ]);
  });

  it.each(['', 'nonsense', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, `${traceparent}-more`])(
    'is left out when it is %j, which is not valid',
    async (given) => {
      const body = { type: 'note_added', ...record };
      const { id } = await send(['POST', '/crm/activity/manage'], { body, headers: { traceparent: given } });
      const headers = await published(({ ce_id }) => ce_id === id);
      expect(headers).not.toHaveProperty('ce_traceparent');
      expect(headers).toHaveProperty('ce_correlationid');
    },
  );

  it('names the activity that was answered, when the body says which', async () => {
    const first = await send(['POST', '/crm/activity/manage'], { body: { type: 'call_logged', ...record } });
    const followUp = { type: 'follow_up_planned', ...record, causationId: first.id };
    const { id } = await send(['POST', '/crm/activity/manage'], { body: followUp });
    expect(await published(({ ce_id }) => ce_id === id)).toMatchObject({ ce_causationid: first.id });
    expect(await published(({ ce_id }) => ce_id === first.id)).not.toHaveProperty('ce_causationid');
  });
});

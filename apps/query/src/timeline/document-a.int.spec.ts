import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Subject } from '@activity-log/activity';
import { anActivity } from '@activity-log/testing';
import { createReadsUnderTest, type ReadsUnderTest } from '../testing/reads-under-test.spec.js';

/** What document A says of timelines beside its examples, which are in the specs of manual activities and comments. */
let reads: ReadsUnderTest;

beforeAll(async () => {
  reads = await createReadsUnderTest();
});

afterAll(async () => {
  await reads.close();
});

const customer: Subject = { datatype: 'contact', ownerId: 'contact-abc', name: 'Ada' };
const tagged = { changes: [{ field: 'tags', from: [], to: ['vip'] }] };
const staged = { changes: [{ field: 'stage', from: 'new', to: 'won' }] };
const email = { metadata: { email_id: 'eml_1', url: 'https://example.com/offer' } };
const form = { metadata: { app: 'site', form: 'contact' } };

async function typesAt(path: string): Promise<readonly string[]> {
  return (await reads.read(path)).data.map(({ type }) => type);
}

describe('what document A logs automatically', () => {
  it.each([
    ['contact_created', 'contact', {}],
    ['contact_tagged', 'contact', tagged],
    ['lead_stage_changed', 'lead', staged],
    ['email_sent', 'contact', email],
    ['email_opened', 'contact', email],
    ['email_clicked', 'contact', email],
    ['page_visited', 'contact', email],
    ['form_submitted', 'contact', form],
    ['ticket_created', 'ticket', {}],
    ['ticket_replied', 'ticket', {}],
    ['reservation_booked', 'reservation', {}],
    ['reservation_cancelled', 'reservation', {}],
    ['order_placed', 'order', {}],
  ])('is %s in the timeline of the %s and of the contact', async (type, datatype, parts) => {
    const first: Subject = { datatype, ownerId: `${type}-1` };
    await reads.writer.append(anActivity({ type, subjects: [first, customer], ...parts }));
    const pivot = ['contact', 'lead'].includes(datatype) ? 'by-customer' : 'by-resource';
    expect(await typesAt(`/crm/activity/${pivot}/${datatype}/${first.ownerId}`)).toEqual([type]);
    expect(await typesAt('/crm/activity/by-customer/contact/contact-abc?page=1&pageSize=50')).toContain(type);
  });
});

describe("document A's pivots", () => {
  it.each([
    ['by-customer', 'contact'],
    ['by-customer', 'lead'],
    ['by-customer', 'merchant'],
    ['by-resource', 'ticket'],
    ['by-resource', 'campaign'],
    ['by-resource', 'order'],
  ])('%s has the activities about a %s, and the other has none', async (pivot, datatype) => {
    const ownerId = `${datatype}-pivot`;
    await reads.writer.append(anActivity({ type: 'record_created', subjects: [{ datatype, ownerId }] }));
    expect(await typesAt(`/crm/activity/${pivot}/${datatype}/${ownerId}`)).toEqual(['record_created']);
    const other = pivot === 'by-customer' ? 'by-resource' : 'by-customer';
    expect(await reads.problem(`/crm/activity/${other}/${datatype}/${ownerId}`)).toMatchObject({ status: 400 });
  });
});

describe("document A's log", () => {
  it('has no way to edit an activity or a comment', async () => {
    const activity = anActivity({ type: 'record_created', subjects: [customer] });
    await reads.writer.append(activity);
    const authorization = `Bearer ${await reads.query.issuer.token()}`;
    for (const method of ['PUT', 'PATCH', 'POST']) {
      for (const path of [
        `/v1/activity/${activity.id}`,
        '/crm/activity/comment/delete/cmt_1',
        '/crm/activity/by-customer',
      ]) {
        const answer = await fetch(reads.query.url + path, {
          method,
          headers: { orgid: 'acme', authorization },
          body: '{}',
        });
        expect([method, path, answer.status]).toEqual([method, path, 405]);
      }
    }
    expect(await reads.read(`/v1/activity/${activity.id}`)).toMatchObject({ id: activity.id });
  });
});

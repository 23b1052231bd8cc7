import { customType } from '@activity-log/contracts';
import type { DemoFacts, RecordOf } from './demo-event.js';
import type { DemoRecords } from './demo-records.js';
import type { SeededRandom } from './seeded-random.js';

/** Something that can happen in a CRM. */
export interface Happening {
  /** How often, against the others. */
  readonly weight: number;
  /** What it publishes, in order; nothing when the CRM has no record that it could happen to. */
  readonly happen: (records: DemoRecords, random: SeededRandom) => readonly DemoFacts[];
}

const demoGiven = customType('demo_given');

const firstNames = ['Amara', 'Bruno', 'Chloé', 'Deniz', 'Elif', 'Farid', 'Gita', 'Henrik', 'Isla', 'Jonas', 'Kaede'];
const lastNames = ['Abara', 'Bianchi', 'Costa', 'Dvořák', 'Eriksen', 'Fischer', 'García', 'Hughes', 'Ito', 'Jansen'];
const pages = ['pricing', 'docs/start', 'blog/onboarding', 'security', 'customers', 'integrations'];
const tags = ['vip', 'newsletter', 'trial', 'partner', 'at-risk'];
const leadStages = ['new', 'qualified', 'proposal', 'negotiation', 'won', 'lost'];
const ticketNames = ['Cannot log in', 'Invoice is wrong', 'Export is slow', 'Webhook fails', 'Logo is blurry'];
const replies = ['Asked for a screenshot.', 'Sent the workaround.', 'Fixed in the next release.', 'Called back.'];
const notes = ['Prefers email.', 'Budget is decided in March.', 'Asked for references.', 'New office in Lisbon.'];

const web = (random: SeededRandom): { ip_address: string; user_agent: string } => ({
  ip_address: `192.0.2.${random.between(1, 254)}`,
  user_agent: random.pick(['Mozilla/5.0 (X11; Linux x86_64)', 'Mozilla/5.0 (iPhone)', 'Mozilla/5.0 (Macintosh)']),
});

/** Everything that happens in the demo, from visits to deals. */
export const happenings: readonly Happening[] = [
  { weight: 14, happen: visitPage },
  { weight: 4, happen: becomeContact },
  { weight: 5, happen: tagContact },
  { weight: 4, happen: moveLead },
  { weight: 8, happen: sendEmail },
  { weight: 7, happen: openEmail },
  { weight: 4, happen: followEmail },
  { weight: 3, happen: answerEmail },
  { weight: 4, happen: openTicket },
  { weight: 6, happen: replyToTicket },
  { weight: 3, happen: book },
  { weight: 1, happen: cancel },
  { weight: 5, happen: order },
  { weight: 2, happen: openDeal },
  { weight: 3, happen: changeDeal },
  { weight: 1, happen: dropDeal },
  { weight: 4, happen: workWithContact },
  { weight: 1, happen: renewPlan },
];

function visitPage(records: DemoRecords, random: SeededRandom): readonly DemoFacts[] {
  const contact = records.contacts.pick(random);
  if (!contact) return [];
  const url = `https://www.example.com/${random.pick(pages)}`;
  return [{ type: 'page_visited', subjects: [contact.subject], user: null, metadata: { url, ...web(random) } }];
}

function becomeContact(records: DemoRecords, random: SeededRandom): readonly DemoFacts[] {
  const name = `${random.pick(firstNames)} ${random.pick(lastNames)}`;
  const subject: RecordOf<'contact'> = { datatype: 'contact', ownerId: records.newId('contact'), name };
  records.contacts.add({ subject, tags: [] });
  return [
    { type: 'contact_created', subjects: [subject], user: null },
    {
      type: 'form_submitted',
      subjects: [subject, { datatype: 'form', ownerId: 'form-contact', name: 'Contact us' }],
      user: null,
      metadata: { app: 'website', form: 'contact-us', ...web(random) },
    },
  ];
}

function tagContact(records: DemoRecords, random: SeededRandom): readonly DemoFacts[] {
  const contact = records.contacts.pick(random);
  if (!contact) return [];
  const from = contact.tags;
  const tag = random.pick(tags);
  const to = from.includes(tag) ? from.filter((held) => held !== tag) : [...from, tag];
  contact.tags = to;
  return [
    {
      type: 'contact_tagged',
      subjects: [contact.subject],
      user: records.rep(random),
      changes: [{ field: 'tags', from, to }],
    },
  ];
}

function moveLead(records: DemoRecords, random: SeededRandom): readonly DemoFacts[] {
  const lead = records.leads.pick(random);
  if (!lead) return [];
  const from = lead.stage;
  const to = leadStages[(leadStages.indexOf(from) + 1) % leadStages.length] ?? 'new';
  lead.stage = to;
  return [
    {
      type: 'lead_stage_changed',
      subjects: [lead.subject],
      user: records.rep(random),
      changes: [{ field: 'stage', from, to }],
    },
  ];
}

function sendEmail(records: DemoRecords, random: SeededRandom): readonly DemoFacts[] {
  const contact = records.contacts.pick(random)?.subject;
  if (!contact) return [];
  const campaign = records.campaign(random);
  const emailId = records.newId('eml');
  records.emails.add({ emailId, contact, campaign, opened: false });
  const metadata = { email_id: emailId, email_subject: campaign.name ?? 'News' };
  return [{ type: 'email_sent', subjects: [contact, campaign], user: records.rep(random), metadata }];
}

function openEmail(records: DemoRecords, random: SeededRandom): readonly DemoFacts[] {
  const email = records.emails.pick(random);
  if (!email) return [];
  const first = !email.opened;
  email.opened = true;
  const { contact, campaign, emailId } = email;
  const opened: DemoFacts = {
    type: 'email_opened',
    subjects: [contact, campaign],
    user: null,
    metadata: { email_id: emailId, ...web(random) },
  };
  const notified: DemoFacts = {
    type: 'automation_triggered',
    subjects: [contact],
    user: null,
    metadata: { automation_id: 'auto_notify_rep', automation_name: 'Notify the rep when a mail is opened' },
  };
  return first ? [opened, notified] : [opened];
}

function followEmail(records: DemoRecords, random: SeededRandom): readonly DemoFacts[] {
  const email = records.emails.pick(random);
  if (!email?.opened) return [];
  const { contact, campaign, emailId } = email;
  const url = `https://www.example.com/${random.pick(pages)}`;
  return [
    { type: 'email_clicked', subjects: [contact, campaign], user: null, metadata: { email_id: emailId, url } },
    { type: 'page_visited', subjects: [contact], user: null, metadata: { url, ...web(random) } },
  ];
}

function answerEmail(records: DemoRecords, random: SeededRandom): readonly DemoFacts[] {
  const email = records.emails.take(random);
  if (!email) return [];
  const metadata = { email_id: records.newId('eml'), in_reply_to: email.emailId };
  return [{ type: 'email_received', subjects: [email.contact], user: null, metadata }];
}

function openTicket(records: DemoRecords, random: SeededRandom): readonly DemoFacts[] {
  const contact = records.contacts.pick(random)?.subject;
  if (!contact) return [];
  const name = random.pick(ticketNames);
  const subject: RecordOf<'ticket'> = { datatype: 'ticket', ownerId: records.newId('T'), name };
  records.tickets.add({ subject, contact });
  return [{ type: 'ticket_created', subjects: [subject, contact], user: null, summary: `${name}.` }];
}

function replyToTicket(records: DemoRecords, random: SeededRandom): readonly DemoFacts[] {
  const solved = random.next() < 0.4;
  const ticket = solved ? records.tickets.take(random) : records.tickets.pick(random);
  if (!ticket) return [];
  return [
    {
      type: 'ticket_replied',
      subjects: [ticket.subject, ticket.contact],
      user: records.rep(random),
      summary: random.pick(replies),
      durationSeconds: random.between(30, 900),
      ...(solved ? { changes: [{ field: 'status', from: 'open', to: 'solved' }] } : {}),
    },
  ];
}

function book(records: DemoRecords, random: SeededRandom): readonly DemoFacts[] {
  const contact = records.contacts.pick(random)?.subject;
  if (!contact) return [];
  const guests = random.between(1, 8);
  const subject: RecordOf<'reservation'> = {
    datatype: 'reservation',
    ownerId: records.newId('reservation'),
    name: `Table for ${guests}`,
  };
  records.reservations.add({ subject, contact });
  return [{ type: 'reservation_booked', subjects: [subject, contact], user: null, metadata: { guests } }];
}

function cancel(records: DemoRecords, random: SeededRandom): readonly DemoFacts[] {
  const reservation = records.reservations.take(random);
  if (!reservation) return [];
  return [{ type: 'reservation_cancelled', subjects: [reservation.subject, reservation.contact], user: null }];
}

function order(records: DemoRecords, random: SeededRandom): readonly DemoFacts[] {
  const contact = records.contacts.pick(random)?.subject;
  if (!contact) return [];
  const ownerId = records.newId('order');
  const metadata = { total: random.between(900, 49_900) / 100, currency: 'EUR', items: random.between(1, 9) };
  const subject: RecordOf<'order'> = { datatype: 'order', ownerId, name: `Order ${ownerId}` };
  return [{ type: 'order_placed', subjects: [subject, contact, records.merchant(random)], user: null, metadata }];
}

function openDeal(records: DemoRecords, random: SeededRandom): readonly DemoFacts[] {
  const value = random.between(5, 90) * 1_000;
  const name = `${random.pick(lastNames)} ${random.pick(['upgrade', 'renewal', 'pilot'])}`;
  const subject: RecordOf<'deal'> = { datatype: 'deal', ownerId: records.newId('deal'), name };
  records.deals.add({ subject, value, stage: 'proposal' });
  return [{ type: 'record_created', subjects: [subject], user: records.rep(random), metadata: { value } }];
}

function changeDeal(records: DemoRecords, random: SeededRandom): readonly DemoFacts[] {
  const deal = records.deals.pick(random);
  if (!deal) return [];
  const user = records.rep(random);
  if (random.next() < 0.5) {
    const from = deal.value;
    deal.value = from + random.between(1, 20) * 500;
    const change = { field: 'value', from, to: deal.value };
    return [{ type: 'record_updated', subjects: [deal.subject], user, changes: [change] }];
  }
  const from = deal.stage;
  deal.stage = from === 'proposal' ? 'negotiation' : 'proposal';
  const change = { field: 'deal_stage', from, to: deal.stage };
  return [{ type: 'field_changed', subjects: [deal.subject], user, changes: [change] }];
}

function dropDeal(records: DemoRecords, random: SeededRandom): readonly DemoFacts[] {
  const deal = records.deals.size > 2 ? records.deals.take(random) : undefined;
  return deal ? [{ type: 'record_deleted', subjects: [deal.subject], user: records.rep(random) }] : [];
}

function workWithContact(records: DemoRecords, random: SeededRandom): readonly DemoFacts[] {
  const contact = records.contacts.pick(random)?.subject;
  if (!contact) return [];
  const work = { subjects: [contact], user: records.rep(random), summary: random.pick(notes) } as const;
  const minutes = random.between(3, 60);
  return [
    random.pick<DemoFacts>([
      { ...work, type: 'call_logged', durationSeconds: minutes * 60, metadata: { outcome: 'positive' } },
      { ...work, type: 'meeting_held', durationSeconds: minutes * 60 },
      { ...work, type: 'note_added' },
      // Types outside the catalogue are welcome too.
      { ...work, type: demoGiven, durationSeconds: minutes * 60 },
    ]),
  ];
}

function renewPlan({ org }: DemoRecords): readonly DemoFacts[] {
  const workspace: RecordOf<'workspace'> = { datatype: 'workspace', ownerId: org };
  return [{ type: 'workspace_plan_changed', subjects: [workspace], user: null, metadata: { plan: 'enterprise' } }];
}

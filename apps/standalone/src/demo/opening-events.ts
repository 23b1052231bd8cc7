import { acmeRecords, acmeStaff, demoOrgs } from './demo-cast.js';
import type { DemoEvent, DemoFacts } from './demo-event.js';

const { sarah, john, alex } = acmeStaff;
const { ada, grace, acmeCorp, license, oldContact, printer, table, order, spring, bakery } = acmeRecords;

type Opening = DemoFacts & { readonly time: string };

/** What happened at `acme` before the demo starts: every type of the catalogue at least once, but comments, which are written over REST. */
const acmeStory: readonly Opening[] = [
  { time: '2024-01-10T09:00:00Z', type: 'record_created', subjects: [acmeCorp], user: sarah },
  {
    time: '2024-01-15T10:30:00Z',
    type: 'email_sent',
    subjects: [acmeCorp],
    user: sarah,
    metadata: { email_subject: 'Follow-up on proposal', email_id: 'eml_abc123' },
  },
  {
    time: '2024-01-15T14:22:00Z',
    type: 'field_changed',
    subjects: [acmeCorp],
    user: sarah,
    changes: [{ field: 'deal_stage', from: 'proposal', to: 'negotiation' }],
  },
  {
    time: '2024-01-15T16:44:00Z',
    type: 'automation_triggered',
    subjects: [license],
    user: null,
    metadata: { automation_id: 'auto_123', automation_name: 'Deal Stage Notification' },
  },
  {
    time: '2024-01-15T16:45:00Z',
    type: 'record_updated',
    subjects: [license],
    user: john,
    changes: [{ field: 'value', from: 50000, to: 75000 }],
  },
  { time: '2024-01-15T16:55:00Z', type: 'record_deleted', subjects: [oldContact], user: john },
  {
    time: '2026-02-02T08:58:12Z',
    type: 'page_visited',
    subjects: [ada],
    user: null,
    metadata: { url: 'https://acme.example/pricing', ip_address: '192.0.2.17', user_agent: 'Mozilla/5.0' },
  },
  {
    time: '2026-02-02T09:01:40Z',
    type: 'form_submitted',
    subjects: [ada, { datatype: 'form', ownerId: 'form-contact', name: 'Contact us' }],
    user: null,
    metadata: { app: 'website', form: 'contact-us', ip_address: '192.0.2.17', user_agent: 'Mozilla/5.0' },
  },
  { time: '2026-02-02T09:01:41Z', type: 'contact_created', subjects: [ada], user: null },
  {
    time: '2026-02-02T10:15:00Z',
    type: 'contact_tagged',
    subjects: [ada],
    user: sarah,
    changes: [{ field: 'tags', from: [], to: ['vip'] }],
  },
  {
    time: '2026-02-03T09:30:00Z',
    type: 'call_logged',
    subjects: [ada],
    user: sarah,
    summary: '15min discovery call. Interested in enterprise plan.',
    durationSeconds: 900,
    metadata: { phone: '+15551234567', outcome: 'positive' },
  },
  {
    time: '2026-02-03T11:00:00Z',
    type: 'lead_stage_changed',
    subjects: [grace],
    user: john,
    changes: [{ field: 'stage', from: 'new', to: 'qualified' }],
  },
  {
    time: '2026-02-05T07:00:00Z',
    type: 'email_sent',
    subjects: [ada, spring],
    user: null,
    metadata: { email_id: 'eml_spring_ada', email_subject: 'Spring launch: what is new' },
  },
  {
    time: '2026-02-05T07:42:09Z',
    type: 'email_opened',
    subjects: [ada, spring],
    user: null,
    metadata: { email_id: 'eml_spring_ada' },
  },
  {
    time: '2026-02-05T07:42:55Z',
    type: 'email_clicked',
    subjects: [ada, spring],
    user: null,
    metadata: { email_id: 'eml_spring_ada', url: 'https://acme.example/spring' },
  },
  {
    time: '2026-02-05T09:10:00Z',
    type: 'email_received',
    subjects: [ada],
    user: null,
    metadata: { email_id: 'eml_reply_ada', email_subject: 'Re: Spring launch: what is new' },
  },
  {
    time: '2026-02-06T13:00:00Z',
    type: 'meeting_held',
    subjects: [ada, license],
    user: sarah,
    summary: 'Walked through the enterprise plan with procurement.',
    durationSeconds: 2700,
  },
  {
    time: '2026-02-09T08:00:00Z',
    type: 'order_placed',
    subjects: [order, ada, bakery],
    user: null,
    metadata: { total: 129.5, currency: 'EUR', items: 3 },
  },
  {
    time: '2026-02-10T16:31:00Z',
    type: 'ticket_created',
    subjects: [printer, ada],
    user: null,
    summary: 'The printer is on fire.',
  },
  {
    time: '2026-02-10T16:40:00Z',
    type: 'ticket_replied',
    subjects: [printer, ada],
    user: sarah,
    changes: [{ field: 'status', from: 'open', to: 'pending' }],
    summary: 'Asked for the serial number',
    durationSeconds: 60,
  },
  {
    time: '2026-02-11T08:00:00Z',
    type: 'workspace_plan_changed',
    subjects: [{ datatype: 'workspace', ownerId: 'acme' }],
    user: null,
    metadata: { plan: 'enterprise' },
  },
  { time: '2026-02-12T12:00:00Z', type: 'reservation_booked', subjects: [table, ada], user: null },
  {
    time: '2026-02-13T09:45:00Z',
    type: 'reservation_cancelled',
    subjects: [table, ada],
    user: null,
    summary: 'Plans changed.',
  },
  {
    time: '2026-02-14T10:00:00Z',
    type: 'note_added',
    subjects: [ada],
    user: alex,
    summary: 'Prefers calls in the morning.',
  },
];

/**
 * The past of the demo's orgs, the same at every start: ids, times and content. A second start publishes it again, and
 * the log drops it as duplicates.
 */
export function openingEvents(): readonly DemoEvent[] {
  const others = demoOrgs.filter(({ org }) => org !== 'acme').flatMap((demoOrg) => shortStory(demoOrg));
  return [...acmeStory.map((opening) => ({ org: 'acme', opening })), ...others].map(({ org, opening }, i) => ({
    ...opening,
    org,
    id: `opening-${i + 1}`,
  }));
}

function shortStory({
  org,
  staff: [rep],
  contacts,
  leads,
}: (typeof demoOrgs)[number]): readonly { org: string; opening: Opening }[] {
  const created = contacts.map((contact): Opening => ({
    time: '2026-02-16T09:00:00Z',
    type: 'contact_created',
    subjects: [contact],
    user: rep,
  }));
  const qualified = leads.map((lead): Opening => ({
    time: '2026-02-17T09:00:00Z',
    type: 'lead_stage_changed',
    subjects: [lead],
    user: rep,
    changes: [{ field: 'stage', from: 'new', to: 'qualified' }],
  }));
  return [...created, ...qualified].map((opening) => ({ org, opening }));
}

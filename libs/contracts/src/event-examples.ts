import type { CatalogueType } from '@activity-log/activity';
import type { CatalogueEvent } from './activity-event.js';

const org = 'acme';
const contact = { datatype: 'contact', ownerId: 'contact-abc', name: 'Ada Lovelace' } as const;
const lead = { datatype: 'lead', ownerId: 'lead-xyz', name: 'Analytical Engines' } as const;
const ticket = { datatype: 'ticket', ownerId: 'T-1', name: 'Printer on fire' } as const;
const reservation = { datatype: 'reservation', ownerId: 'R-7', name: 'Table for two' } as const;
const order = { datatype: 'order', ownerId: 'O-1001', name: 'Order 1001' } as const;
const deal = { datatype: 'deal', ownerId: 'deal-9', name: 'Enterprise licence' } as const;
const sarah = { id: 'usr_123', name: 'Sarah Chen', email: 'sarah@example.com' } as const;

/** One event of every type of the catalogue, with what it requires and a little of what it may have. */
export const eventExamples: { readonly [Type in CatalogueType]: CatalogueEvent<Type> } = {
  contact_created: { org, type: 'contact_created', subjects: [contact], user: sarah },
  contact_tagged: {
    org,
    type: 'contact_tagged',
    subjects: [contact],
    user: sarah,
    changes: [{ field: 'tags', from: ['new'], to: ['new', 'vip'] }],
  },
  lead_stage_changed: {
    org,
    type: 'lead_stage_changed',
    subjects: [lead, contact],
    user: sarah,
    changes: [{ field: 'stage', from: 'proposal', to: 'negotiation' }],
  },
  email_sent: {
    org,
    type: 'email_sent',
    subjects: [contact, { datatype: 'campaign', ownerId: 'C-3', name: 'Spring' }],
    user: sarah,
    metadata: { email_id: 'eml_abc123', email_subject: 'Follow-up on proposal' },
  },
  email_opened: { org, type: 'email_opened', subjects: [contact], user: null, metadata: { email_id: 'eml_abc123' } },
  email_clicked: {
    org,
    type: 'email_clicked',
    subjects: [contact],
    user: null,
    metadata: { email_id: 'eml_abc123', url: 'https://example.com/pricing' },
  },
  email_received: {
    org,
    type: 'email_received',
    subjects: [lead],
    user: null,
    metadata: { email_id: 'eml_def456', email_subject: 'Re: Follow-up on proposal' },
  },
  page_visited: {
    org,
    type: 'page_visited',
    subjects: [contact],
    user: null,
    metadata: { url: 'https://example.com/pricing', ip_address: '192.0.2.1', user_agent: 'Mozilla/5.0' },
  },
  form_submitted: {
    org,
    type: 'form_submitted',
    subjects: [lead, { datatype: 'form', ownerId: 'F-2', name: 'Contact us' }],
    user: null,
    metadata: { app: 'website', form: 'contact-us' },
  },
  ticket_created: { org, type: 'ticket_created', subjects: [ticket, contact], user: null },
  ticket_replied: {
    org,
    type: 'ticket_replied',
    subjects: [ticket, contact],
    user: sarah,
    changes: [{ field: 'status', from: 'open', to: 'pending' }],
    summary: 'Asked for the serial number',
    durationSeconds: 60,
    metadata: { ip_address: '192.0.2.1', user_agent: 'Mozilla/5.0' },
  },
  reservation_booked: { org, type: 'reservation_booked', subjects: [reservation, contact], user: null },
  reservation_cancelled: { org, type: 'reservation_cancelled', subjects: [reservation, contact], user: sarah },
  order_placed: {
    org,
    type: 'order_placed',
    subjects: [order, contact, { datatype: 'merchant', ownerId: 'M-5', name: 'Corner shop' }],
    user: null,
    metadata: { total: 129.9, currency: 'EUR' },
  },
  record_created: { org, type: 'record_created', subjects: [deal], user: sarah },
  record_updated: {
    org,
    type: 'record_updated',
    subjects: [deal],
    user: sarah,
    changes: [{ field: 'value', from: 50_000, to: 75_000 }],
  },
  record_deleted: { org, type: 'record_deleted', subjects: [deal], user: sarah },
  field_changed: {
    org,
    type: 'field_changed',
    subjects: [deal],
    user: sarah,
    changes: [{ field: 'deal_stage', from: 'proposal', to: 'negotiation' }],
  },
  comment_added: {
    org,
    type: 'comment_added',
    subjects: [lead],
    user: sarah,
    metadata: { comment_id: 'cmt_abc', comment_preview: 'Procurement asked about SOC2', mentions: ['user-jane'] },
  },
  comment_deleted: {
    org,
    type: 'comment_deleted',
    subjects: [lead],
    user: sarah,
    metadata: { comment_id: 'cmt_abc' },
  },
  automation_triggered: {
    org,
    type: 'automation_triggered',
    subjects: [deal],
    user: null,
    metadata: { automation_id: 'auto_123', automation_name: 'Deal Stage Notification' },
  },
  call_logged: {
    org,
    type: 'call_logged',
    subjects: [contact],
    user: sarah,
    summary: '15min discovery call. Interested in enterprise plan.',
    durationSeconds: 900,
    metadata: { phone: '+15551234567', outcome: 'positive' },
  },
  meeting_held: { org, type: 'meeting_held', subjects: [contact, deal], user: sarah, durationSeconds: 3_600 },
  note_added: {
    org,
    type: 'note_added',
    subjects: [contact],
    user: sarah,
    summary: 'Prefers to be called after lunch.',
  },
  workspace_plan_changed: {
    org,
    type: 'workspace_plan_changed',
    subjects: [{ datatype: 'workspace', ownerId: org }],
    user: null,
    metadata: { plan: 'enterprise' },
  },
};

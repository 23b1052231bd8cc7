import type { Actor, Subject } from '@activity-log/activity';
import type { RecordOf } from './demo-event.js';

/** An org of the demo: who works there, and the records that are always around. */
export interface DemoOrg {
  readonly org: string;
  readonly staff: readonly [Actor, ...Actor[]];
  readonly contacts: readonly RecordOf<'contact'>[];
  readonly leads: readonly RecordOf<'lead'>[];
  readonly deals: readonly RecordOf<'deal'>[];
  readonly campaigns: readonly RecordOf<'campaign'>[];
  readonly merchants: readonly RecordOf<'merchant'>[];
  /** How often things happen here, against the other orgs. */
  readonly weight: number;
}

const sarah: Actor = { id: 'usr_123', name: 'Sarah Chen', email: 'sarah@example.com' };
const john: Actor = { id: 'usr_456', name: 'John Smith', email: 'john@example.com' };
const alex: Actor = { id: 'usr_789', name: 'Alex Johnson', email: 'alex@example.com' };

/** The people of `acme`, by name, for the opening story. */
export const acmeStaff = { sarah, john, alex };

/** The records of `acme` that the opening story is about. */
export const acmeRecords = {
  ada: { datatype: 'contact', ownerId: 'contact-abc', name: 'Ada Okafor' },
  grace: { datatype: 'lead', ownerId: 'lead-xyz', name: 'Grace Lindqvist' },
  acmeCorp: { datatype: 'contact', ownerId: 'rec_789', name: 'Acme Corp' },
  license: { datatype: 'deal', ownerId: 'rec_deal_001', name: 'Enterprise License - Acme' },
  oldContact: { datatype: 'contact', ownerId: 'rec_contact_old', name: 'Duplicate Entry' },
  printer: { datatype: 'ticket', ownerId: 'T-1', name: 'Printer on fire' },
  table: { datatype: 'reservation', ownerId: 'reservation-7', name: 'Table for four, Friday' },
  order: { datatype: 'order', ownerId: 'order-1001', name: 'Order 1001' },
  spring: { datatype: 'campaign', ownerId: 'campaign-spring', name: 'Spring launch' },
  bakery: { datatype: 'merchant', ownerId: 'merchant-bakery', name: 'Northside Bakery' },
} as const satisfies Record<string, Subject>;

/** Every org of the demo. */
export const demoOrgs: readonly DemoOrg[] = [
  {
    org: 'acme',
    staff: [sarah, john, alex],
    contacts: [
      acmeRecords.ada,
      acmeRecords.acmeCorp,
      { datatype: 'contact', ownerId: 'contact-brook', name: 'Brook Alvarez' },
      { datatype: 'contact', ownerId: 'contact-chidi', name: 'Chidi Eze' },
    ],
    leads: [acmeRecords.grace, { datatype: 'lead', ownerId: 'lead-tomas', name: 'Tomás Reyes' }],
    deals: [acmeRecords.license, { datatype: 'deal', ownerId: 'deal-renewal', name: 'Renewal 2027' }],
    campaigns: [acmeRecords.spring],
    merchants: [acmeRecords.bakery],
    weight: 6,
  },
  {
    org: 'globex',
    staff: [
      { id: 'usr_901', name: 'Mina Park', email: 'mina@globex.example' },
      { id: 'usr_902', name: 'Olu Adeyemi', email: 'olu@globex.example' },
    ],
    contacts: [
      { datatype: 'contact', ownerId: 'contact-hank', name: 'Hank Moreau' },
      { datatype: 'contact', ownerId: 'contact-ines', name: 'Inês Duarte' },
    ],
    leads: [{ datatype: 'lead', ownerId: 'lead-yuki', name: 'Yuki Tanaka' }],
    deals: [{ datatype: 'deal', ownerId: 'deal-turbine', name: 'Turbine upgrade' }],
    campaigns: [{ datatype: 'campaign', ownerId: 'campaign-winter', name: 'Winter newsletter' }],
    merchants: [{ datatype: 'merchant', ownerId: 'merchant-harbour', name: 'Harbour Supplies' }],
    weight: 2,
  },
  {
    org: 'initech',
    staff: [{ id: 'usr_311', name: 'Peter Vance', email: 'peter@initech.example' }],
    contacts: [{ datatype: 'contact', ownerId: 'contact-samir', name: 'Samir Nadar' }],
    leads: [{ datatype: 'lead', ownerId: 'lead-joanna', name: 'Joanna Weiss' }],
    deals: [{ datatype: 'deal', ownerId: 'deal-reports', name: 'Reporting package' }],
    campaigns: [{ datatype: 'campaign', ownerId: 'campaign-flair', name: 'Flair week' }],
    merchants: [{ datatype: 'merchant', ownerId: 'merchant-staples', name: 'Corner Stationers' }],
    weight: 1,
  },
];

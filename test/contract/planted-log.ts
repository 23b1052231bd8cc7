import type { Activity, Subject } from '@activity-log/activity';
import { ActivityLog, createStoreDataSource } from '@activity-log/store';
import { anActivity } from '@activity-log/testing';

/** The orgs, with records of the same ids in each. */
export const plantedOrgs = ['acme', 'beta'] as const;

export type PlantedOrg = (typeof plantedOrgs)[number];

/** What is planted in each org: who may see it is in its name. `withheld` is in activities that the customer may see, and not for it. */
export type Planted = 'own_visible' | 'own_staff' | 'other_visible' | 'ticket' | 'comment' | 'withheld';

/** The customer of the matrix, and the one whose record it must not see. */
export const ownContact = 'contact-own';
export const otherContact = 'contact-other';
export const ticket = 'T-1';

/** A text that is in the body of an answer only if the answer shows what was planted. */
export function marker(org: PlantedOrg, planted: Planted): string {
  return `marked:${org}:${planted}:`;
}

/** Every marker in a text, also in what its cursors say to who decodes them. */
export function markersIn(text: string): ReadonlySet<string> {
  const encoded = text.match(/[\w-]{24,}/g) ?? [];
  const decoded = encoded.map((part) => Buffer.from(part, 'base64url').toString());
  return new Set([text, ...decoded].join('\n').match(/marked:[a-z]+:[a-z_]+:/g));
}

/** Ids of what is planted in an org. `shared` is about another customer first. */
export type PlantedIds = Readonly<Record<Exclude<Planted, 'comment' | 'withheld'> | 'shared', string>>;

/** Appends the same log to every org; the ids of its activities by org. */
export async function plantLogs(ingestUrl: string): Promise<Readonly<Record<PlantedOrg, PlantedIds>>> {
  const appender = createStoreDataSource({
    url: ingestUrl,
    role: 'activity_appender',
    poolSize: 1,
    applicationName: 'planted-log',
  });
  await appender.initialize();
  const planted = [activitiesOf('acme'), activitiesOf('beta')] as const;
  await new ActivityLog(appender).append(planted.flatMap((activities) => Object.values(activities)));
  await appender.destroy();
  const [acme, beta] = planted;
  return { acme: idsOf(acme), beta: idsOf(beta) };
}

function idsOf({ own_visible, shared, own_staff, other_visible, ticket: about }: PlantedActivities): PlantedIds {
  return {
    own_visible: own_visible.id,
    shared: shared.id,
    own_staff: own_staff.id,
    other_visible: other_visible.id,
    ticket: about.id,
  };
}

type PlantedActivities = Readonly<Record<keyof PlantedIds, Activity>>;

function activitiesOf(org: PlantedOrg): PlantedActivities {
  const withheld = (what: string): string => `${marker(org, 'withheld')} ${what}`;
  const record = (planted: Planted, datatype: string, ownerId: string): Subject => ({
    datatype,
    ownerId,
    name: `${marker(org, planted)} name`,
  });
  const about = (planted: Planted, type: string, subjects: readonly [Subject, ...Subject[]]): Activity =>
    anActivity({
      org,
      type,
      subjects,
      user: { id: 'usr_matrix', name: `${marker(org, planted)} user`, email: withheld('email') },
      changes: [{ field: 'stage', from: 'new', to: `${marker(org, planted)} value` }],
      summary: `${marker(org, planted)} summary`,
      metadata: {
        email_id: `${marker(org, planted)} email`,
        ip_address: withheld('address'),
        user_agent: withheld('program'),
      },
    });
  const another = record('withheld', 'merchant', withheld('id'));
  return {
    own_visible: about('own_visible', 'contact_created', [record('own_visible', 'contact', ownContact), another]),
    shared: about('own_visible', 'email_sent', [another, record('own_visible', 'contact', ownContact)]),
    own_staff: about('own_staff', 'record_updated', [record('own_staff', 'contact', ownContact)]),
    other_visible: about('other_visible', 'contact_created', [record('other_visible', 'contact', otherContact)]),
    ticket: about('ticket', 'record_updated', [record('ticket', 'ticket', ticket)]),
  };
}

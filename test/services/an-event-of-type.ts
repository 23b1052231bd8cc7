import { catalogueEntry, type CatalogueType, type JsonObject, type Subject } from '@activity-log/activity';
import type { ActivityEvent } from '@activity-log/contracts';

const bystander: Subject = { datatype: 'lead', ownerId: 'lead-xyz', name: 'Grace' };

/** A valid event of a type: its first subject as the catalogue asks, a lead as the second, and the parts that it requires. */
export function anEventOfType(type: CatalogueType, org: string): ActivityEvent {
  const { firstSubject, required } = catalogueEntry(type);
  const datatype =
    firstSubject.kind === 'datatype' ? firstSubject.datatype : firstSubject.kind === 'customer' ? 'merchant' : 'deal';
  const metadata = required.flatMap((part): [string, string][] =>
    part.kind === 'metadata' ? [[part.key, part.oneOf?.[0] ?? `some ${part.key}`]] : [],
  );
  const fields = required.flatMap((part) =>
    part.kind === 'change-on' ? [part.field] : part.kind === 'changes' ? ['status'] : [],
  );
  const event = {
    org,
    type,
    user: { id: 'usr_123', name: 'Sarah Chen', email: 'sarah@example.com' },
    subjects: [{ datatype, ownerId: datatype === 'workspace' ? org : `${datatype}-1` }, bystander],
    summary: `an event of type ${type}`,
    ...(metadata.length > 0 ? { metadata: Object.fromEntries(metadata) satisfies JsonObject } : {}),
    ...(fields.length > 0 ? { changes: fields.map((field) => ({ field, from: 'open', to: 'pending' })) } : {}),
  };
  // The catalogue's row, which the type of the event is derived from, made it what it is; the publisher checks it again.
  return event as unknown as ActivityEvent;
}

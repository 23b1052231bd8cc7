import { parseInstant, type Activity, type Micros } from '@activity-log/activity';
import { anActivity } from '@activity-log/testing';
import fc from 'fast-check';
import type { FeedFilter, FeedRequest } from './feed-request.js';

/** Erratic on purpose: long ago, in the future, and around the edges of hours, days, months and years. */
export const moments = [
  '0001-01-01T00:00:00Z',
  '1969-12-31T23:59:59.999999Z',
  '1970-01-01T00:00:00Z',
  '2025-12-31T23:30:00Z',
  '2026-01-01T00:00:00Z',
  '2026-01-01T00:59:59.999999Z',
  '2026-01-01T01:00:00Z',
  '2026-01-31T12:00:00.5Z',
  '2026-03-01T05:05:05Z',
  '2026-03-01T05:05:05.000001Z',
  '9999-12-31T23:59:59.999999Z',
] as const;
/** Customers may see the second. */
const types = ['note_added', 'email_sent', 'field_changed'] as const;
const users = ['u1', 'u2'] as const;
const fields = ['status', 'stage'] as const;
export const records = [
  { datatype: 'contact', ownerId: 'a' },
  { datatype: 'contact', ownerId: 'b' },
  { datatype: 'deal', ownerId: 'a' },
] as const;

/** What an entry of a random log has that feeds ask for. Few values, so that filters match and times meet. */
export const drawnEntry = fc.record({
  occurredAt: fc.constantFrom(...moments),
  type: fc.constantFrom(...types),
  /** Recorded when customers were not meant to see its type. */
  isHidden: fc.boolean(),
  user: fc.option(fc.constantFrom(...users)),
  changed: fc.uniqueArray(fc.constantFrom(...fields)),
  subject: fc.constantFrom(...records),
});
export type DrawnEntry = typeof drawnEntry extends fc.Arbitrary<infer T> ? T : never;

/** A value for each part of a filter. */
export const drawnFilter: fc.Arbitrary<Required<FeedFilter>> = fc.record({
  types: fc.uniqueArray(fc.constantFrom(...types), { minLength: 1 }),
  userId: fc.constantFrom(...users),
  field: fc.constantFrom(...fields),
  fromMicros: fc.constantFrom(...moments).map(micros),
  toMicros: fc.constantFrom(...moments).map(micros),
});

/** A scope of each kind. */
export const scopes: readonly FeedRequest['scope'][] = [
  { kind: 'workspace' },
  { kind: 'module', datatype: 'contact' },
  { kind: 'record', datatype: 'contact', ownerId: 'a' },
];

export function micros(text: string): Micros {
  return parseInstant(text)!.micros;
}

/** Every combination of the parts of a filter. */
export function combinations(parts: FeedFilter): readonly FeedFilter[] {
  return Object.entries<unknown>(parts as Readonly<Record<string, unknown>>).reduce<FeedFilter[]>(
    (all, [name, value]) => [...all, ...all.map((some) => ({ ...some, [name]: value }))],
    [{}],
  );
}

export function activityOf(org: string, entry: DrawnEntry): Activity {
  const { occurredAt, type, user, changed, subject } = entry;
  const activity = anActivity({
    org,
    occurredAt,
    type,
    subjects: [subject, { datatype: 'contact', ownerId: 'b' }],
    user: user === null ? null : { id: user },
    changes: changed.map((field) => ({ field, to: 'x' })),
  });
  return entry.isHidden ? { ...activity, visibility: 'staff' } : activity;
}

/** Whether an entry is in a feed, in words of its own, so that a fault is not in both. */
export function belongs(one: DrawnEntry, { scope, audience, ...query }: Omit<FeedRequest, 'org'>): boolean {
  const at = micros(one.occurredAt);
  return (
    (scope.kind === 'workspace' || scope.datatype === one.subject.datatype) &&
    (scope.kind !== 'record' || scope.ownerId === one.subject.ownerId) &&
    (audience === 'staff' || (one.type === 'email_sent' && !one.isHidden)) &&
    (query.types?.includes(one.type) ?? true) &&
    (query.userId === undefined || query.userId === one.user) &&
    (query.field === undefined || one.changed.includes(query.field as (typeof fields)[number])) &&
    (query.fromMicros === undefined || at >= query.fromMicros) &&
    (query.toMicros === undefined || at <= query.toMicros)
  );
}

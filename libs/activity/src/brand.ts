declare const brand: unique symbol;

/** A value that has passed the check its name stands for. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** The workspace (tenant) an activity belongs to: 1..128 characters, see {@link parseOrgId}. */
export type OrgId = Brand<string, 'OrgId'>;

/** `act_` and 32 lower-case hex digits, a function of (org, source, event id). */
export type ActivityId = Brand<string, 'ActivityId'>;

/** The place of an activity in its org's log: 1..n, dense. A decimal string in JSON. */
export type Position = Brand<bigint, 'Position'>;

/** Microseconds since 1970-01-01T00:00:00Z, the precision of PostgreSQL's timestamptz. */
export type Micros = Brand<bigint, 'Micros'>;

const orgIdPattern = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

/** The org id, or undefined when the text cannot be one. A slash is refused: it divides the Kafka key. */
export function parseOrgId(text: string): OrgId | undefined {
  return orgIdPattern.test(text) ? (text as OrgId) : undefined;
}

const activityIdPattern = /^act_[0-9a-f]{32}$/;

/** The activity id, or undefined when the text cannot be one. */
export function parseActivityId(text: string): ActivityId | undefined {
  return activityIdPattern.test(text) ? (text as ActivityId) : undefined;
}

/** A position out of what the database or a cursor holds. Throws a RangeError below 0. */
export function toPosition(value: bigint | string): Position {
  const position = BigInt(value);
  if (position < 0n) throw new RangeError('a position is never negative');
  return position as Position;
}

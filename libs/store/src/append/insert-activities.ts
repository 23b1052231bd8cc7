import type { EntityManager } from 'typeorm';
import { uuidOf } from '../activity-uuid.js';
import type { NewEntry } from './plan-append.js';

/**
 * Writes the log rows. The wire texts travel as lines of one text: JSON on one line has no line break in it, and as elements
 * of an array every quote of theirs is escaped and read back, which took 5 % of the append's processor time.
 */
export async function insertActivities(tx: EntityManager, entries: readonly NewEntry[]): Promise<void> {
  const activities = entries.map(({ activity }) => activity);
  await tx.query(
    `insert into activity (org, position, id, leaf, salt, recorded_at, occurred_at, type, customer_visible,
                           datatype, owner_id, user_id, fields, correlation_id, causation_id, traceparent, wire)
     select org, position, id, leaf, salt, recorded_at, occurred_at, type, customer_visible,
            datatype, owner_id, user_id, fields::text[], correlation_id, causation_id, traceparent, wire
       from unnest($1::text[], $2::bigint[], $3::uuid[], $4::bytea[], $5::bytea[], $6::timestamptz[], $7::timestamptz[],
                   $8::text[], $9::boolean[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
                   $15::text[], $16::text[], string_to_array($17::text, E'\\n'))
         as entry (org, position, id, leaf, salt, recorded_at, occurred_at, type, customer_visible,
                   datatype, owner_id, user_id, fields, correlation_id, causation_id, traceparent, wire)`,
    [
      activities.map(({ org }) => org),
      entries.map(({ position }) => position.toString()),
      activities.map(({ id }) => uuidOf(id)),
      entries.map(({ leaf }) => leaf),
      entries.map(({ salt }) => salt),
      entries.map(({ recordedAt }) => recordedAt.text),
      activities.map(({ occurredAt }) => occurredAt.text),
      activities.map(({ type }) => type),
      activities.map(({ visibility }) => visibility === 'customer'),
      activities.map(({ subjects }) => subjects[0].datatype),
      activities.map(({ subjects }) => subjects[0].ownerId),
      activities.map(({ userId }) => userId ?? null),
      activities.map(({ fields }) => arrayLiteral(fields)),
      activities.map(({ correlationId }) => correlationId ?? null),
      activities.map(({ causationId }) => causationId ?? null),
      activities.map(({ traceparent }) => traceparent ?? null),
      activities.map(({ wire }) => wire).join('\n'),
    ],
  );
}

/** A text[] as PostgreSQL writes it: unnest would flatten arrays of arrays, so each travels as text. */
function arrayLiteral(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replace(/[\\"]/g, '\\$&')}"`).join(',')}}`;
}

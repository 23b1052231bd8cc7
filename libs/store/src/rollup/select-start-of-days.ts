import { instantOf, type Micros } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { isUnknownZone } from './unknown-zone.js';

/** Days of a time zone, counted back from the one that a moment is in, which is the last of them. */
export interface LastDays {
  /** IANA name. */
  readonly timeZone: string;
  readonly toMicros: Micros;
  readonly days: number;
}

/** When the first of the days begins, by the zone data of the database, not before the year 1; undefined for a zone that it does not know. */
export async function selectStartOfDays(
  reader: DataSource,
  { timeZone, toMicros, days }: LastDays,
): Promise<Micros | undefined> {
  try {
    const rows: { micros: string }[] = await reader.query(
      `select (extract(epoch from greatest(
                 (date_trunc('day', $2::timestamptz at time zone $1::text) - make_interval(days => $3::int - 1))
                   at time zone $1::text,
                 timestamptz '0001-01-01 00:00:00 UTC')) * 1000000)::bigint as micros`,
      [timeZone, instantOf(toMicros)?.text, days],
    );
    return rows[0] && (BigInt(rows[0].micros) as Micros);
  } catch (error) {
    if (isUnknownZone(error)) return undefined;
    throw error;
  }
}

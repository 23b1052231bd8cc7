import { instantOf, type Micros } from '@activity-log/activity';
import type { DataSource } from 'typeorm';
import { isUnknownZone } from './unknown-zone.js';

/** A time zone and a span of it, both bounds inclusive. */
export interface ZonedSpan {
  /** IANA name. */
  readonly timeZone: string;
  readonly fromMicros: Micros;
  readonly toMicros: Micros;
}

/** Whether the hours of UTC each fall into one day of a zone, for the whole of a span. */
export type ZoneFit = 'fits' | 'splits_hours' | 'unknown_zone';

/** Asks the zone data of the database about every hour of the span, changes of clocks included. */
export async function selectZoneFit(
  reader: DataSource,
  { timeZone, fromMicros, toMicros }: ZonedSpan,
): Promise<ZoneFit> {
  try {
    const rows: { splits: boolean }[] = await reader.query(
      `select exists (
         select
           from generate_series(date_trunc('hour', $2::timestamptz, 'UTC'), $3::timestamptz, interval '1 hour') as hour
          where (hour at time zone $1::text)::date
             <> ((hour + interval '59 minutes 59.999999 seconds') at time zone $1::text)::date
       ) as splits`,
      [timeZone, instantOf(fromMicros)?.text, instantOf(toMicros)?.text],
    );
    return rows[0]?.splits ? 'splits_hours' : 'fits';
  } catch (error) {
    if (isUnknownZone(error)) return 'unknown_zone';
    throw error;
  }
}

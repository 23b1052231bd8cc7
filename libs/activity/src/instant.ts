import type { Micros } from './brand.js';

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d{2}):(\d{2}))$/;

/** A moment, as UTC text with up to six decimals and as microseconds. Both say the same. */
export interface Instant {
  /** `YYYY-MM-DDTHH:MM:SS[.ffffff]Z`, trailing zeros of the fraction left out. */
  readonly text: string;
  readonly micros: Micros;
}

/**
 * An RFC 3339 date-time with its offset. Digits beyond microseconds are cut.
 *
 * Undefined for anything else: no offset, second 60, 30 February, a year outside 0001..9999.
 */
export function parseInstant(text: string): Instant | undefined {
  const match = rfc3339.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', , sign, offsetHour, offsetMinute] = match;
  const wall = new Date(0);
  wall.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  wall.setUTCHours(Number(hour), Number(minute), Number(second));
  const sameWall = wall
    .toISOString()
    .startsWith(`${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}`);
  if (!sameWall || Number(offsetHour ?? 0) > 23 || Number(offsetMinute ?? 0) > 59) return undefined;
  const offsetMinutes = (Number(offsetHour ?? 0) * 60 + Number(offsetMinute ?? 0)) * (sign === '-' ? -1 : 1);
  const millis = BigInt(wall.getTime() - offsetMinutes * 60_000);
  return instantOf((millis * 1000n + BigInt(fraction.padEnd(6, '0').slice(0, 6))) as Micros);
}

/** The instant of a microsecond count, or undefined outside the years 0001..9999. */
export function instantOf(micros: Micros): Instant | undefined {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = new Date(Number((micros - fraction) / 1000n));
  const year = seconds.getUTCFullYear();
  if (Number.isNaN(year) || year < 1 || year > 9999) return undefined;
  const decimals = fraction === 0n ? '' : `.${fraction.toString().padStart(6, '0').replace(/0+$/, '')}`;
  return { text: `${seconds.toISOString().slice(0, 19)}${decimals}Z`, micros };
}

/** The instant of a JavaScript clock reading. */
export function instantOfDate(date: Date): Instant {
  const instant = instantOf((BigInt(date.getTime()) * 1000n) as Micros);
  if (!instant) throw new RangeError('the date is outside the years 0001..9999');
  return instant;
}

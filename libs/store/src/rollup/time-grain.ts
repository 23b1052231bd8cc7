import type { Micros } from '@activity-log/activity';

/** Widths of the buckets that rollups count in; the number is the column `grain`. */
export const grainNumber = { all: 0, month: 1, day: 2, hour: 3 } as const;

/** A width with edges to round to. */
export type TimeGrain = Exclude<keyof typeof grainNumber, 'all'>;

const fixedMicros = { hour: 3_600_000_000n, day: 86_400_000_000n } as const;

/** The start of the bucket, in UTC, that an instant falls into. */
export function floorTo(grain: TimeGrain, at: Micros): Micros {
  if (grain === 'month') return monthStart(at, 0);
  const width = fixedMicros[grain];
  return (at - (((at % width) + width) % width)) as Micros;
}

/** The first bucket start, in UTC, that is not before an instant. */
export function ceilTo(grain: TimeGrain, at: Micros): Micros {
  const floor = floorTo(grain, at);
  if (floor === at) return at;
  return grain === 'month' ? monthStart(at, 1) : ((floor + fixedMicros[grain]) as Micros);
}

function monthStart(at: Micros, monthsOn: number): Micros {
  const date = new Date(Number(floorTo('day', at) / 1000n));
  const start = new Date(0);
  // Date.UTC takes the years 0..99 for 1900..1999.
  start.setUTCFullYear(date.getUTCFullYear(), date.getUTCMonth() + monthsOn, 1);
  return (BigInt(start.getTime()) * 1000n) as Micros;
}

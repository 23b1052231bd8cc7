import { instantOf, type Micros } from '@activity-log/activity';
import { ceilTo, floorTo, type TimeGrain } from './time-grain.js';

/** A span of time: from `first` on, before `past`. An absent bound is open. */
export interface Span {
  readonly first?: Micros | undefined;
  readonly past?: Micros | undefined;
}

/** Buckets of one width that follow each other. */
export interface BucketRun extends Span {
  readonly grain: TimeGrain | 'all';
}

/** A span as disjoint pieces: whole buckets, and what is left at its edges, where the rows themselves are to be counted. */
export interface SpanCover {
  readonly runs: readonly BucketRun[];
  readonly edges: readonly Span[];
}

/**
 * Covers a span with as few buckets as the widths allow; `grains` from fine to coarse, each a whole number of the one before.
 * At most two runs of each width but the coarsest, and two edges.
 */
export function coverSpan(span: Span, grains: readonly [TimeGrain, ...TimeGrain[]]): SpanCover {
  if (isEmpty(span)) return { runs: [], edges: [] };
  if (span.first === undefined && span.past === undefined && grains.at(-1) === 'month') {
    return { runs: [{ grain: 'all' }], edges: [] };
  }
  const whole = wholeBuckets(span, grains[0]);
  if (isEmpty(whole)) return { runs: [], edges: [span] };
  return { runs: runsOf(whole, grains), edges: aroundOf(span, whole) };
}

/** A bound as PostgreSQL reads it. */
export function boundText(bound: Micros | undefined, open: 'infinity' | '-infinity'): string {
  if (bound === undefined) return open;
  // Rounded past the years that an instant can have, there is nothing beyond.
  return instantOf(bound)?.text ?? (bound > 0n ? 'infinity' : '-infinity');
}

function runsOf(span: Span, [grain, ...coarser]: readonly TimeGrain[]): readonly BucketRun[] {
  if (grain === undefined || isEmpty(span)) return [];
  const [next] = coarser;
  const whole = next === undefined ? undefined : wholeBuckets(span, next);
  if (whole === undefined || isEmpty(whole)) return [{ grain, ...span }];
  return [...aroundOf(span, whole).map((part) => ({ grain, ...part })), ...runsOf(whole, coarser)];
}

function wholeBuckets({ first, past }: Span, grain: TimeGrain): Span {
  return {
    first: first === undefined ? undefined : ceilTo(grain, first),
    past: past === undefined ? undefined : floorTo(grain, past),
  };
}

/** What of a span lies before and after a part of it. */
function aroundOf(span: Span, part: Span): readonly Span[] {
  return [
    ...(part.first === undefined ? [] : [{ first: span.first, past: part.first }]),
    ...(part.past === undefined ? [] : [{ first: part.past, past: span.past }]),
  ].filter((each) => !isEmpty(each));
}

function isEmpty({ first, past }: Span): boolean {
  return first !== undefined && past !== undefined && first >= past;
}

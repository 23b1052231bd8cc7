import { ProblemError } from '@activity-log/platform';
import { exportFormats, type ExportFormatName } from './export-formats.js';

/** One of the media ranges of an `Accept` header. */
interface MediaRange {
  readonly range: string;
  /** From 0, which is "not this", to 1. */
  readonly weight: number;
}

/** In the order in which they are preferred where the client has no preference. */
const formats = Object.keys(exportFormats) as readonly ExportFormatName[];

/**
 * The format of an export: the one that the parameter names, else the one that `Accept` (RFC 9110 §12.5.1) prefers, else
 * NDJSON. Throws a ProblemError `not_acceptable` when `Accept` refuses it.
 */
export function wantedFormat({
  format,
  accept = '',
}: {
  readonly format?: ExportFormatName | undefined;
  readonly accept?: string | undefined;
}): ExportFormatName {
  const ranges = rangesOf(accept);
  const candidates = format === undefined ? formats : [format];
  const [best] = candidates
    .map((name) => ({ name, weight: weightOf(exportFormats[name].type, ranges) }))
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight);
  if (best) return best.name;
  const types = candidates.map((name) => exportFormats[name].type).join(' or ');
  throw new ProblemError('not_acceptable', `the export is ${types}, which the header Accept does not allow`, {
    errors: [{ path: 'accept', rule: `must allow ${types}` }],
  });
}

function rangesOf(accept: string): readonly MediaRange[] {
  const given = accept.split(',').flatMap((part) => {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice('q='.length) ?? '1';
    return range === '' ? [] : [{ range, weight: Number(weight) || 0 }];
  });
  // No header allows everything.
  return given.length > 0 ? given : [{ range: '*/*', weight: 1 }];
}

/** The range that says most decides. */
function weightOf(type: string, ranges: readonly MediaRange[]): number {
  for (const wanted of [type, `${type.split('/', 1).join('')}/*`, '*/*']) {
    const found = ranges.find(({ range }) => range === wanted);
    if (found) return found.weight;
  }
  return 0;
}

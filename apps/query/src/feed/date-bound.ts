import { parseInstant, type Instant } from '@activity-log/activity';
import { ProblemError } from '@activity-log/platform';

const dateAlone = /^\d{4}-\d{2}-\d{2}$/;
/** The seconds may be left out, and the colon and the minutes of the offset. A plus that was not percent-encoded is a space. */
const dateTime = /^(\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?(?:([Zz])|([+ -])(\d{2})(?::?(\d{2}))?)$/;

/**
 * The instant of a date in a query: ISO 8601 with an offset, or a date alone, which is midnight UTC. Undefined for anything
 * else. The one parser of moments in queries; `dateBound` describes what it takes.
 */
export function parseDateBound(text: string): Instant | undefined {
  if (dateAlone.test(text)) return parseInstant(`${text}T00:00:00Z`);
  const match = dateTime.exec(text);
  if (!match) return undefined;
  const [, minute = '', seconds = ':00', zulu, sign, hours = '', minutes = '00'] = match;
  return parseInstant(`${minute}${seconds}${zulu ?? `${sign === '-' ? '-' : '+'}${hours}:${minutes}`}`);
}

const rule = 'must be a date-time with an offset, such as 2026-11-22T08:00:00Z or 2026-11-22T09:00+01:00, or a date';

/** The same of a named parameter. Throws a ProblemError `invalid_date_range`. */
export function dateBoundOf(path: 'from' | 'to' | 'as_of', text: string): Instant {
  const instant = parseDateBound(text);
  if (instant) return instant;
  throw new ProblemError('invalid_date_range', `The '${path}' date ${rule}`, { errors: [{ path, rule }] });
}

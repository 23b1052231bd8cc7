import { parseInstant, type Instant } from '@activity-log/activity';
import { ProblemError } from '@activity-log/platform';

const dateAlone = /^\d{4}-\d{2}-\d{2}$/;
/** A plus that was not percent-encoded arrives as a space. */
const offsetBehindSpace = / (?=\d{2}:\d{2}$)/;

/** The instant of a date in a query: ISO 8601 with an offset, or a date alone, which is midnight UTC. Undefined for anything else. */
export function parseDateBound(text: string): Instant | undefined {
  return parseInstant(dateAlone.test(text) ? `${text}T00:00:00Z` : text.replace(offsetBehindSpace, '+'));
}

/** The same of a named parameter. Throws a ProblemError `invalid_date_range`. */
export function dateBoundOf(path: 'from' | 'to' | 'as_of', text: string): Instant {
  const instant = parseDateBound(text);
  if (instant) return instant;
  throw new ProblemError('invalid_date_range', `The '${path}' date is not an ISO 8601 date`, {
    errors: [{ path, rule: 'is an ISO 8601 date-time with an offset, or a date' }],
  });
}

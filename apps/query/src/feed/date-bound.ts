import { parseInstant, type Instant } from '@activity-log/activity';

const dateAlone = /^\d{4}-\d{2}-\d{2}$/;
/** A plus that was not percent-encoded arrives as a space. */
const offsetBehindSpace = / (?=\d{2}:\d{2}$)/;

/** The instant of a `from` or `to`: ISO 8601 with an offset, or a date alone, which is midnight UTC. Undefined for anything else. */
export function parseDateBound(text: string): Instant | undefined {
  return parseInstant(dateAlone.test(text) ? `${text}T00:00:00Z` : text.replace(offsetBehindSpace, '+'));
}

import { toPosition, type Position } from '@activity-log/activity';

/** The largest position that the database can hold. */
const lastPosition = 9_223_372_036_854_775_807n;

/** The position of a text as an event id or an entry shows it; undefined for any other. */
export function parsePosition(text: string): Position | undefined {
  return /^(?:0|[1-9]\d{0,18})$/.test(text) && BigInt(text) <= lastPosition ? toPosition(text) : undefined;
}

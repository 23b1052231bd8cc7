import type { Position } from '@activity-log/activity';
import { ProblemError } from '@activity-log/platform';
import { parsePosition } from './parse-position.js';

/** Where a client says it stopped: the header, which a browser sends when it reconnects, goes before the parameter of the address. */
export interface ResumeRequest {
  readonly lastEventId?: string | undefined;
  readonly last_event_id?: string | undefined;
}

/**
 * The position to resume from; undefined for a client that begins. Throws a ProblemError `invalid_cursor` for what is no position,
 * also in the parameter that a header goes before.
 */
export function resumePosition({ lastEventId, last_event_id }: ResumeRequest): Position | undefined {
  const ofAddress = last_event_id === undefined ? undefined : positionOf(last_event_id);
  // A browser that has not seen an id sends none, or an empty one.
  return lastEventId === undefined || lastEventId === '' ? ofAddress : positionOf(lastEventId);
}

function positionOf(text: string): Position {
  const position = parsePosition(text);
  if (position === undefined) throw notAPlace();
  return position;
}

/** The problem of an id that no stream of this org gave out. */
export function notAPlace(): ProblemError {
  return new ProblemError('invalid_cursor', 'the last event id is no position of this log', {
    errors: [{ path: 'last_event_id', rule: 'must be the id of an event of this stream' }],
  });
}

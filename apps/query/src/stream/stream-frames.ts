import { activityJson, type Position, type RecordedActivity, type Viewer } from '@activity-log/activity';
import { problemBody, type ProblemError } from '@activity-log/platform';

// Frames of an event stream (WHATWG HTML §9.2). The JSON in them is one line: canonical JSON escapes line breaks.

/** How long a client waits before it comes back, unless it is told otherwise, in milliseconds. */
const reconnectMs = 2_000;

/** The beginning of a stream: everything recorded after `position` will be in it. Its id lets a client resume that has seen nothing yet. */
export function readyFrame(position: Position): string {
  const text = position.toString();
  return `: ready\nretry: ${reconnectMs}\nid: ${text}\nevent: ready\ndata: {"position":"${text}"}\n\n`;
}

/** An activity as the viewer may see it; its position is its id. */
export function activityFrame(activity: RecordedActivity, viewer: Viewer): string {
  return `id: ${activity.position.toString()}\nevent: activity\ndata: ${activityJson(activity, { spelling: 'api', viewer })}\n\n`;
}

/**
 * A sign of life. The id, though without an event, moves what the client resumes from: a filter that lets little pass
 * must not make it look at the same entries again.
 */
export function heartbeatFrame(position: Position): string {
  return `: heartbeat\nid: ${position.toString()}\n\n`;
}

/** Why the stream ends: the body of the same problem as an answer. */
export function errorFrame(problem: ProblemError): string {
  return `event: error\ndata: ${JSON.stringify(problemBody(problem, '/v1/activity/stream'))}\n\n`;
}

/** The stream ends for no fault of the client's; it may resume after `retryMs`. */
export function goodbyeFrame(retryMs: number): string {
  return `: goodbye\nretry: ${retryMs}\n\n`;
}

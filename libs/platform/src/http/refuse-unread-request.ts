import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { problemBody, problemMediaType } from './problem-body.js';
import { ProblemError } from './problem-error.js';
import type { ProblemCode } from './problem-catalogue.js';

const codeByFailure: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'payload_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** Connections that were answered, and are read until the client closes them. */
const refused = new WeakSet<Socket>();
/** How long that may take. */
const lingerMs = 2_000;

/**
 * Answers what the parser refuses before there is a request (headers too large, too slow, no HTTP) as a problem, and closes
 * the connection: where the next request would begin is not known.
 */
export function refuseUnreadRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  // The parser fails again on what the client goes on to send: it is read, or the answer would be lost with the connection.
  if (refused.has(socket)) return;
  // A reset connection has nobody to tell, and after a partial answer another would be read as a part of it.
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  refused.add(socket);
  setTimeout(() => socket.destroy(), lingerMs).unref();
  const problem = new ProblemError(codeByFailure[error.code ?? ''] ?? 'invalid_request');
  const body = JSON.stringify(problemBody(problem));
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${reasons[problem.status] ?? 'Bad Request'}`,
      `content-type: ${problemMediaType}`,
      `content-length: ${Buffer.byteLength(body)}`,
      `x-correlation-id: ${randomUUID()}`,
      'cache-control: no-store',
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

const reasons: Readonly<Record<number, string>> = {
  408: 'Request Timeout',
  413: 'Content Too Large',
  431: 'Request Header Fields Too Large',
};

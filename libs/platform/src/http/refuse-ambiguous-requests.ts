import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from './problem-error.js';
import { sendProblem } from './send-problem.js';

/**
 * Refuses requests that a proxy may have read differently: with several `Host` headers (RFC 9112 §3.2), or with a transfer coding
 * besides `chunked` (§6.1), which the parser takes when `chunked` is the last. What follows on the connection could be a part of the
 * request to the other, so it is closed. A length beside a coding does not get past the parser.
 */
export function refuseAmbiguousRequests(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    if (!isAmbiguous(request)) {
      done();
      return;
    }
    void reply.header('connection', 'close');
    sendProblem(request, reply, new ProblemError('invalid_request', 'the request can be read in more than one way'));
  });
}

function isAmbiguous({ raw }: FastifyRequest): boolean {
  const coding = raw.headers['transfer-encoding'];
  const hosts = raw.rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host');
  return hosts.length > 1 || (coding !== undefined && coding.toLowerCase() !== 'chunked');
}

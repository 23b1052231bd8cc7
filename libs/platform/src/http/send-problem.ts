import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemBody, problemMediaType } from './problem-body.js';
import type { ProblemError } from './problem-error.js';

/** Answers a request with a problem. Does nothing when the answer has already begun. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: ProblemError): void {
  if (reply.sent || reply.raw.headersSent) return;
  const path = request.raw.url?.split('?', 1)[0];
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  void reply
    .status(problem.status)
    .headers(problem.headers)
    .header('content-type', problemMediaType)
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problemBody(problem, path)));
}

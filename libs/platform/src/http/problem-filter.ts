import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../log/create-logger.js';
import { problemOf } from './problem-of.js';
import { sendProblem } from './send-problem.js';

/** Answers every error as `application/problem+json`, and logs those that are ours to mend. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const problem = problemOf(thrown);
    // Readiness probes ask every second while a service starts; a line for each would drown the cause.
    if (problem.status >= 500 && problem.cause !== undefined) {
      this.#log.error({ event: 'http.failed', code: problem.code, err: problem.cause });
    }
    sendProblem(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), problem);
  }
}

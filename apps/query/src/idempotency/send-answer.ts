import type { FastifyReply } from 'fastify';
import type { GivenAnswer } from './idempotent-requests.js';

/** Sends an answer as it was given the first time, marked when it is not the first time. */
export function sendAnswer(reply: FastifyReply, { status, headers, body, replayed }: GivenAnswer): void {
  void reply
    .code(status)
    .headers({ ...headers, ...(replayed ? { 'idempotency-replayed': 'true' } : {}) })
    .send(body);
}

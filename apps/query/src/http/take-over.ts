import type { FastifyReply } from 'fastify';

/** Takes the response from the framework: writes its head, with the headers that were set so far, and leaves the rest to the caller. */
export function takeOver(reply: FastifyReply, headers: Readonly<Record<string, string>>): void {
  reply.hijack();
  for (const [name, value] of Object.entries({ ...reply.getHeaders(), ...headers })) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  reply.raw.writeHead(200);
}

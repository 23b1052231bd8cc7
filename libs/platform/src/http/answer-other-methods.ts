import type { FastifyInstance } from 'fastify';
import findMyWay from 'find-my-way';
import { ProblemError } from './problem-error.js';
import { sendProblem } from './send-problem.js';

const methods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] as const;

/**
 * Answers 405 with `Allow` where an address has routes, and none of the method asked for; what has no route at all stays 404.
 * Call it before any route is registered.
 */
export function answerOtherMethods(
  server: FastifyInstance,
  { maxParamLength }: { readonly maxParamLength: number },
): void {
  // The server's own router finds a route by its method only.
  const routes = findMyWay({ maxParamLength });
  server.addHook('onRoute', ({ method, url }) => {
    // A route of every address catches what no other takes; it makes no address.
    if (url === '*' || url === '/*') return;
    const registered: readonly string[] = [method].flat();
    for (const each of methods.filter((known) => registered.includes(known))) routes.on(each, url, () => undefined);
  });
  server.addHook('onRequest', (request, reply, done) => {
    const path = request.is404 ? request.url.split('?', 1)[0] : undefined;
    const allowed = path === undefined ? [] : methods.filter((method) => routes.find(method, path) !== null);
    if (allowed.length === 0) {
      done();
      return;
    }
    sendProblem(
      request,
      reply,
      new ProblemError('method_not_allowed', undefined, { headers: { allow: allowed.join(', ') } }),
    );
  });
}

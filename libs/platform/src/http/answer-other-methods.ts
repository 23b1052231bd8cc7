import type { FastifyInstance } from 'fastify';
import findMyWay from 'find-my-way';
import { isGetOnly } from './get-only.js';
import { ProblemError } from './problem-error.js';
import { sendProblem } from './send-problem.js';

const methods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] as const;

/**
 * Answers 405 with `Allow` where an address has routes, and none of the method asked for; what has no route at all stays 404.
 * An address that is spelt out in a route is that route's alone: `DELETE /notes/count` is no deletion of a note `count`.
 * Call it before any route is registered, with the options of the server's own router.
 */
export function answerOtherMethods(
  server: FastifyInstance,
  routerOptions: { readonly maxParamLength: number; readonly ignoreTrailingSlash: true },
): void {
  // The server's own router finds a route by its method only.
  const routes = findMyWay(routerOptions);
  const methodsByAddress = new Map<string, Set<string>>();
  server.addHook('onRoute', ({ method, url, config }) => {
    // A route of every address catches what no other takes; it makes no address.
    if (url === '*' || url === '/*') return;
    const registered: readonly string[] = [method].flat();
    const known = methods.filter((each) => registered.includes(each) && !(each === 'HEAD' && isGetOnly(config)));
    for (const each of known) routes.on(each, url, () => undefined);
    if (!/[:*]/.test(url)) {
      const address = addressOf(url);
      methodsByAddress.set(address, new Set([...(methodsByAddress.get(address) ?? []), ...known]));
    }
  });
  server.addHook('onRequest', (request, reply, done) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const ofAddress = methodsByAddress.get(addressOf(path));
    const takesIt = ofAddress?.has(request.method) ?? !request.is404;
    const allowed = takesIt
      ? []
      : methods.filter((method) => ofAddress?.has(method) ?? routes.find(method, path) !== null);
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

/** The address that a path names: a slash at its end changes nothing. */
function addressOf(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

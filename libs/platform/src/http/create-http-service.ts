import { Module, type DynamicModule, type NestApplicationOptions, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../log/create-logger.js';
import { nestLogger } from '../log/nest-logger.js';
import type { Metrics } from '../metrics/metrics.js';
import { PlatformModule } from '../platform.module.js';
import { answerOtherMethods } from './answer-other-methods.js';
import { correlationIdOf } from './correlation.js';
import { ProblemFilter } from './problem-filter.js';
import { problemOf } from './problem-of.js';
import { problemPagePath, renderProblemPage } from './problem-pages.js';
import { refuseAmbiguousRequests } from './refuse-ambiguous-requests.js';
import { refuseUnreadRequest } from './refuse-unread-request.js';
import { sendProblem } from './send-problem.js';
import { createValidationPipe } from './validation-pipe.js';
import { watchRequests } from './watch-requests.js';

/** What a service brings: its module, and what its log and metrics are. */
export interface HttpServiceOptions {
  readonly module: Type | DynamicModule;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** The largest body that is read; 1 MiB when absent. */
  readonly bodyLimitBytes?: number;
  /** How long a client may take to send a request; 30 s when absent. */
  readonly requestTimeoutMs?: number;
  /** Addresses and networks whose `X-Forwarded-For` says where a request comes from; none when absent. */
  readonly trustedProxies?: readonly string[];
}

const defaultBodyLimitBytes = 1_048_576;
/** How long a client may take to send a request, and its headers. */
const defaultRequestTimeoutMs = 30_000;
const maxHeadersTimeoutMs = 10_000;
/** How often connections are held to these; a slow client is cut that much later at the most. */
const maxTimeoutCheckMs = 5_000;
/** Connections at a time; more are closed at once. */
const maxConnections = 10_000;
/** Address and headers of a request together. A token is looked at up to 8 kB. */
const maxHeaderBytes = 16_384;
/** Owner ids are part of the path; the router's own limit of 100 characters would answer 404 for longer ones. */
const maxParamLength = 1_024;
/** A slash at the end of an address changes nothing: who leaves optional parts of a path out may leave their slash. */
const routerOptions = { maxParamLength, ignoreTrailingSlash: true } as const;

/**
 * A Nest application on Fastify with what every service has: problem details, validation, correlation ids, request
 * metrics, `/healthz`, `/readyz` and `/metrics`. It is neither initialised nor listening yet.
 */
export async function createHttpService({
  module,
  log,
  metrics,
  bodyLimitBytes = defaultBodyLimitBytes,
  requestTimeoutMs = defaultRequestTimeoutMs,
  trustedProxies = [],
}: HttpServiceOptions): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    http: {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: Math.min(maxHeadersTimeoutMs, requestTimeoutMs),
      connectionsCheckingInterval: Math.min(maxTimeoutCheckMs, requestTimeoutMs),
    },
    clientErrorHandler: refuseUnreadRequest,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    routerOptions,
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      // These requests never reach the hooks.
      void reply.header('x-correlation-id', correlationIdOf(request.headers));
      sendProblem(request, reply, problemOf(error));
    },
  });
  const server = adapter.getInstance();
  server.server.maxConnections = maxConnections;
  watchRequests(server, { log, metrics });
  refuseAmbiguousRequests(server);
  server.addHook('onRequest', (_request, reply, done) => {
    // Answers are about people; a route that lets a cache keep its own says so.
    void reply.header('cache-control', 'no-store');
    done();
  });
  answerOtherMethods(server, routerOptions);
  // Not a controller: what every service has is no part of an API's description.
  server.get(problemPagePath, (_request, reply) => reply.type('text/html; charset=utf-8').send(renderProblemPage()));
  const options: Pick<NestApplicationOptions, 'logger' | 'abortOnError'> = {
    logger: nestLogger(log),
    abortOnError: false,
  };
  const app = await NestFactory.create<NestFastifyApplication>(
    { module: ServiceModule, imports: [PlatformModule.for({ log, metrics }), module] },
    adapter,
    options,
  );
  app.useGlobalFilters(new ProblemFilter(log));
  app.useGlobalPipes(createValidationPipe('query'));
  return app;
}

/** Holds a service's modules together; Nest wants a class for it. */
@Module({})
class ServiceModule {}

import { Module, type DynamicModule, type NestApplicationOptions, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../log/create-logger.js';
import { nestLogger } from '../log/nest-logger.js';
import type { Metrics } from '../metrics/metrics.js';
import { PlatformModule } from '../platform.module.js';
import { correlationIdOf } from './correlation.js';
import { ProblemFilter } from './problem-filter.js';
import { problemOf } from './problem-of.js';
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
  /** Addresses and networks whose `X-Forwarded-For` says where a request comes from; none when absent. */
  readonly trustedProxies?: readonly string[];
}

const defaultBodyLimitBytes = 1_048_576;
/** How long a client may take to send a request. */
const requestTimeoutMs = 30_000;
/** Owner ids are part of the path; the router's own limit of 100 characters would answer 404 for longer ones. */
const maxParamLength = 1_024;

/**
 * A Nest application on Fastify with what every service has: problem details, validation, correlation ids, request
 * metrics, `/healthz`, `/readyz` and `/metrics`. It is neither initialised nor listening yet.
 */
export async function createHttpService({
  module,
  log,
  metrics,
  bodyLimitBytes = defaultBodyLimitBytes,
  trustedProxies = [],
}: HttpServiceOptions): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    routerOptions: { maxParamLength },
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      // These requests never reach the hooks.
      void reply.header('x-correlation-id', correlationIdOf(request.headers));
      sendProblem(request, reply, problemOf(error));
    },
  });
  watchRequests(adapter.getInstance(), { log, metrics });
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
  app.useGlobalPipes(createValidationPipe());
  return app;
}

/** Holds a service's modules together; Nest wants a class for it. */
@Module({})
class ServiceModule {}

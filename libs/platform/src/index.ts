export { backoff, type BackoffBounds } from './backoff.js';
export { systemClock, type Clock } from './clock.js';
export { CLOCK } from './clock-token.js';
export { ConfigError, type ConfigBreach } from './config/config-error.js';
export {
  defaulted,
  loadConfig,
  optional,
  required,
  type ConfigOf,
  type ConfigSchema,
  type Setting,
} from './config/load-config.js';
export { brokerList, kafkaName, logLevel, oneOf, port, text, url, wholeNumber, type Rule } from './config/rule.js';
export { delay } from './delay.js';
export {
  DevelopmentTokenError,
  ensureDevelopmentKeys,
  mintDevelopmentToken,
  type DevelopmentKeys,
  type DevelopmentTokenKind,
  type DevelopmentTokenOptions,
} from './development-token.js';
export { exitWithParent } from './exit-with-parent.js';
export { Readiness, type FailedCheck, type ReadinessCheck } from './health/readiness.js';
export {
  correlationIdOf,
  currentCorrelation,
  currentCorrelationId,
  runWithCorrelation,
  type Correlation,
} from './http/correlation.js';
export { GetOnly } from './http/get-only.js';
export { createHttpService, type HttpServiceOptions } from './http/create-http-service.js';
export { listen, ListenError, type ListenAddress } from './http/listen.js';
export { problemBody, problemMediaType, type ProblemBody } from './http/problem-body.js';
export { problemCatalogue, type ProblemCode, type ProblemEntry } from './http/problem-catalogue.js';
export { ProblemError, type ProblemFacts, type ProblemPart } from './http/problem-error.js';
export { problemPagePath, problemType, withProblemTable } from './http/problem-pages.js';
export { ProblemFilter } from './http/problem-filter.js';
export { problemOf } from './http/problem-of.js';
export { sendProblem } from './http/send-problem.js';
export { invalidParts } from './http/invalid-parts.js';
export { createValidationPipe, unknownPartRule, type ElementRule, type PartPlace } from './http/validation-pipe.js';
export { createLogger, type Logger, type LoggerOptions, type LogLevel } from './log/create-logger.js';
export { LOGGER } from './log/logger-token.js';
export { nestLogger } from './log/nest-logger.js';
export { createMetrics } from './metrics/create-metrics.js';
export { Metrics, type MetricOptions } from './metrics/metrics.js';
export type { Counter, Gauge, Histogram } from 'prom-client';
export { PeriodicSweep, type PeriodicSweepOptions } from './periodic-sweep.js';
export { PlatformModule } from './platform.module.js';
export { runProgram, type Program } from './process/run-program.js';
export { serviceNodeFlags } from './process/service-node-flags.js';
export { Shutdown, type ShutdownOptions } from './process/shutdown.js';
export { retryUntilDone, type RetryOptions } from './retry-until-done.js';

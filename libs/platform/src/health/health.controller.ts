import { Controller, Get, Inject } from '@nestjs/common';
import { ProblemError } from '../http/problem-error.js';
import type { Logger } from '../log/create-logger.js';
import { LOGGER } from '../log/logger-token.js';
import { Readiness } from './readiness.js';

/** `GET /healthz`: the process runs. `GET /readyz`: it can do its work. */
@Controller()
export class HealthController {
  readonly #readiness: Readiness;
  readonly #log: Logger;

  constructor(@Inject(Readiness) readiness: Readiness, @Inject(LOGGER) log: Logger) {
    this.#readiness = readiness;
    this.#log = log;
  }

  @Get('healthz')
  alive(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('readyz')
  async ready(): Promise<{ status: 'ready' }> {
    const failures = await this.#readiness.failures();
    if (failures.length === 0) return { status: 'ready' };
    for (const { name, error } of failures) this.#log.debug({ event: 'readiness.failed', check: name, err: error });
    const names = failures.map(({ name }) => name);
    throw new ProblemError('unavailable', `not ready: ${names.join(', ')}`, {
      errors: names.map((name) => ({ path: name, rule: 'must answer' })),
    });
  }
}

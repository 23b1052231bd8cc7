import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Metrics } from './metrics.js';

/** `GET /metrics`, for Prometheus. */
@Controller()
export class MetricsController {
  readonly #metrics: Metrics;

  constructor(@Inject(Metrics) metrics: Metrics) {
    this.#metrics = metrics;
  }

  @Get('metrics')
  async read(@Res() reply: FastifyReply): Promise<void> {
    const body = await this.#metrics.read();
    await reply.header('content-type', this.#metrics.contentType).header('cache-control', 'no-store').send(body);
  }
}

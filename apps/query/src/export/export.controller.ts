import { Readable } from 'node:stream';
import type { Position } from '@activity-log/activity';
import { GetOnly, ProblemError } from '@activity-log/platform';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.js';
import { Guarded } from '../auth/guarded.js';
import type { Principal } from '../auth/principal.js';
import { RequirePermission } from '../auth/require-permission.js';
import { feedFilters } from '../feed/feed-filters.js';
import { StrictQuery } from '../http/strict-query.js';
import { DescribeExport } from '../openapi/describe-export.js';
import { logRequestOf } from '../stream/log-request-of.js';
import { parsePosition } from '../stream/parse-position.js';
import { ActivityExports } from './activity-exports.js';
import { ExportQuery } from './export-query.js';

/** Exports for auditors. */
@Controller('v1/activity')
@Guarded()
@RequirePermission('activity:audit')
export class ExportController {
  readonly #exports: ActivityExports;

  constructor(@Inject(ActivityExports) exports: ActivityExports) {
    this.#exports = exports;
  }

  @Get('export')
  // An entry of the log would stand for nothing.
  @GetOnly()
  @DescribeExport()
  async exportActivity(
    @StrictQuery(ExportQuery) query: ExportQuery,
    @CurrentPrincipal() principal: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = {
      principal,
      query: logRequestOf(query, principal),
      filters: { ...feedFilters(query), ...(query.module === undefined ? {} : { module: query.module }) },
      format: query.format,
      since: sinceOf(query.since),
    };
    const { raw } = reply;
    const stop = new AbortController();
    const givePlaceBack = this.#exports.takePlace();
    raw.once('close', () => {
      stop.abort();
      givePlaceBack();
    });
    const started = await this.#exports.start(asked);
    const { format, upTo } = started;
    stop.signal.addEventListener('abort', () => {
      // What is sent completely is closed as well, and its connection may serve the next request.
      if (!raw.writableFinished) raw.destroy();
    });
    const name = `activity-${principal.org.replaceAll(':', '_')}-${upTo.toString()}.${format.extension}`;
    void reply
      .headers({
        'content-type': format.mediaType,
        'content-disposition': `attachment; filename="${name}"`,
        'x-activity-up-to': upTo.toString(),
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      // One part waits while another is sent; the next is read when the client has taken it.
      .send(Readable.from(started.parts(stop), { highWaterMark: 1 }));
  }
}

function sinceOf(text = '0'): Position {
  const position = parsePosition(text);
  if (position !== undefined) return position;
  throw new ProblemError('invalid_cursor', 'since is no position', {
    errors: [{ path: 'since', rule: 'must be the position of an entry, or 0' }],
  });
}

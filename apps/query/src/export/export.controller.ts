import type { Position } from '@activity-log/activity';
import { GetOnly, ProblemError } from '@activity-log/platform';
import { Controller, Get, Headers, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.js';
import { Guarded } from '../auth/guarded.js';
import type { Principal } from '../auth/principal.js';
import { RequirePermission } from '../auth/require-permission.js';
import { feedFilters } from '../feed/feed-filters.js';
import { StrictQuery } from '../http/strict-query.js';
import { takeOver } from '../http/take-over.js';
import { DescribeExport } from '../openapi/describe-export.js';
import { logRequestOf } from '../stream/log-request-of.js';
import { parsePosition } from '../stream/parse-position.js';
import { ActivityExports } from './activity-exports.js';
import { ExportQuery } from './export-query.js';
import { wantedFormat } from './wanted-format.js';

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
    @Headers('accept') accept: string | undefined,
    @CurrentPrincipal() principal: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const since = sinceOf(query.since);
    const started = await this.#exports.start(
      {
        principal,
        query: logRequestOf(query, principal),
        filters: { ...feedFilters(query), ...(query.module === undefined ? {} : { module: query.module }) },
        format: wantedFormat({ format: query.format, accept }),
        since,
      },
      reply.raw,
    );
    if (!started) return;
    const { format, upTo } = started;
    const name = `activity-${principal.org.replaceAll(':', '_')}-${upTo.toString()}.${format.extension}`;
    takeOver(reply, {
      'content-type': format.mediaType(since),
      'content-disposition': `attachment; filename="${name}"`,
      'x-activity-up-to': upTo.toString(),
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    await started.send();
  }
}

function sinceOf(text = '0'): Position {
  const position = parsePosition(text);
  if (position !== undefined) return position;
  throw new ProblemError('invalid_cursor', 'since is no position', {
    errors: [{ path: 'since', rule: 'must be the position of an entry, or 0' }],
  });
}

import { CLOCK, GetOnly, type Clock } from '@activity-log/platform';
import { Controller, Get, Headers, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.js';
import { Guarded } from '../auth/guarded.js';
import type { Principal } from '../auth/principal.js';
import { RequirePermission } from '../auth/require-permission.js';
import { viewerOf } from '../auth/viewer-of.js';
import { StrictQuery } from '../http/strict-query.js';
import { takeOver } from '../http/take-over.js';
import { DescribeStream } from '../openapi/describe-stream.js';
import { credentialEnd } from './credential-end.js';
import { logRequestOf } from './log-request-of.js';
import { resumePosition } from './resume-position.js';
import { StreamQuery } from './stream-query.js';
import { Streams } from './streams.js';

const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // nginx would gather events until its buffer is full.
  'x-accel-buffering': 'no',
};

/** How long a silent connection may stay before TCP asks whether the client is still there, in milliseconds. */
const tcpKeepAliveMs = 30_000;

/** The live stream of activities. */
@Controller('v1/activity')
@Guarded()
@RequirePermission('activity:read')
export class StreamController {
  readonly #streams: Streams;
  readonly #clock: Clock;

  constructor(@Inject(Streams) streams: Streams, @Inject(CLOCK) clock: Clock) {
    this.#streams = streams;
    this.#clock = clock;
  }

  @Get('stream')
  // A stream without a body would never end.
  @GetOnly()
  @DescribeStream()
  async activityStream(
    @StrictQuery(StreamQuery) query: StreamQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const ticket = await this.#streams.admit({
      principal,
      query: logRequestOf(query, principal),
      viewer: viewerOf(principal),
      since: resumePosition({ lastEventId, last_event_id: query.last_event_id }),
      credentialEnd: credentialEnd(request, this.#clock.now().getTime()),
    });
    reply.raw.socket?.setKeepAlive(true, tcpKeepAliveMs);
    takeOver(reply, streamHeaders);
    ticket.begin(reply.raw);
  }
}

import { Controller, Get, Header, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.js';
import { GuardedWithOrgHeader } from '../auth/guarded-with-org-header.js';
import type { Principal } from '../auth/principal.js';
import { RequirePermission } from '../auth/require-permission.js';
import { StrictQuery } from '../http/strict-query.js';
import { DescribeTimeline } from '../openapi/describe-timeline.js';
import { TimelineParams } from './timeline-params.js';
import { TimelineQuery } from './timeline-query.js';
import type { TimelinePivot } from './timeline-scope.js';
import { Timelines } from './timelines.js';

/** What a route knows of its request. */
interface Asked {
  readonly params: TimelineParams;
  readonly query: TimelineQuery;
  readonly principal: Principal;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

const json = 'application/json; charset=utf-8';

/** Document A's timelines. The router knows no optional path parts in a row, so each length of the path is a route. */
@Controller(['crm/activity', 'api/crm/activity'])
@GuardedWithOrgHeader()
@RequirePermission('activity:read')
export class TimelineController {
  readonly #timelines: Timelines;

  constructor(@Inject(Timelines) timelines: Timelines) {
    this.#timelines = timelines;
  }

  @Get('by-customer')
  @Header('content-type', json)
  @DescribeTimeline({ summary: 'Activities about all customers', pathParts: [] })
  allCustomers(
    @Param() params: TimelineParams,
    @StrictQuery(TimelineQuery) query: TimelineQuery,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.#answer('by-customer', { params, query, principal, request, reply });
  }

  @Get('by-customer/:datatype')
  @Header('content-type', json)
  @DescribeTimeline({ summary: 'Activities about all customers of a datatype', pathParts: ['customer'] })
  customersOfDatatype(
    @Param() params: TimelineParams,
    @StrictQuery(TimelineQuery) query: TimelineQuery,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.#answer('by-customer', { params, query, principal, request, reply });
  }

  @Get('by-customer/:datatype/:ownerId')
  @Header('content-type', json)
  @DescribeTimeline({ summary: 'Activities about a customer', pathParts: ['customer', 'ownerId'] })
  customer(
    @Param() params: TimelineParams,
    @StrictQuery(TimelineQuery) query: TimelineQuery,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.#answer('by-customer', { params, query, principal, request, reply });
  }

  @Get('by-resource/:datatype/:ownerId')
  @Header('content-type', json)
  @DescribeTimeline({ summary: 'Activities about a record that is no customer', pathParts: ['resource', 'ownerId'] })
  resource(
    @Param() params: TimelineParams,
    @StrictQuery(TimelineQuery) query: TimelineQuery,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.#answer('by-resource', { params, query, principal, request, reply });
  }

  async #answer(pivot: TimelinePivot, { params, query, principal, request, reply }: Asked): Promise<string> {
    const { datatype, ownerId } = params;
    const { page, pageSize, cursor } = query;
    const { body, link } = await this.#timelines.page({
      pivot,
      owner: { ...(datatype === undefined ? {} : { datatype }), ...(ownerId === undefined ? {} : { ownerId }) },
      principal,
      parameters: { page, size: pageSize, cursor },
      url: request.raw.url ?? '/',
    });
    void reply.header('link', link);
    return body;
  }
}

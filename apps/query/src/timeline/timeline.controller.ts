import { Controller, Get, Inject, Param } from '@nestjs/common';
import { GuardedWithOrgHeader } from '../auth/guarded-with-org-header.js';
import { RequirePermission } from '../auth/require-permission.js';
import { StrictQuery } from '../http/strict-query.js';
import { DescribeTimeline } from '../openapi/describe-timeline.js';
import { AnswersList, type ListAnswer } from '../paging/answers-list.js';
import { CurrentAsker, type ListAsker } from '../paging/current-asker.js';
import { TimelineParams } from './timeline-params.js';
import { TimelineQuery } from './timeline-query.js';
import { Timelines, type TimelineRequest } from './timelines.js';

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
  @AnswersList()
  @DescribeTimeline({ summary: 'Activities about all customers', pathParts: [] })
  allCustomers(
    @Param() params: TimelineParams,
    @StrictQuery(TimelineQuery) query: TimelineQuery,
    @CurrentAsker() asker: ListAsker,
  ): Promise<ListAnswer> {
    return this.#timelines.page({ pivot: 'by-customer', ...asked(params, query), ...asker });
  }

  @Get('by-customer/:datatype')
  @AnswersList()
  @DescribeTimeline({ summary: 'Activities about all customers of a datatype', pathParts: ['customer'] })
  customersOfDatatype(
    @Param() params: TimelineParams,
    @StrictQuery(TimelineQuery) query: TimelineQuery,
    @CurrentAsker() asker: ListAsker,
  ): Promise<ListAnswer> {
    return this.#timelines.page({ pivot: 'by-customer', ...asked(params, query), ...asker });
  }

  @Get('by-customer/:datatype/:ownerId')
  @AnswersList()
  @DescribeTimeline({ summary: 'Activities about a customer', pathParts: ['customer', 'ownerId'] })
  customer(
    @Param() params: TimelineParams,
    @StrictQuery(TimelineQuery) query: TimelineQuery,
    @CurrentAsker() asker: ListAsker,
  ): Promise<ListAnswer> {
    return this.#timelines.page({ pivot: 'by-customer', ...asked(params, query), ...asker });
  }

  @Get('by-resource/:datatype/:ownerId')
  @AnswersList()
  @DescribeTimeline({ summary: 'Activities about a record that is no customer', pathParts: ['resource', 'ownerId'] })
  resource(
    @Param() params: TimelineParams,
    @StrictQuery(TimelineQuery) query: TimelineQuery,
    @CurrentAsker() asker: ListAsker,
  ): Promise<ListAnswer> {
    return this.#timelines.page({ pivot: 'by-resource', ...asked(params, query), ...asker });
  }
}

function asked(
  { datatype, ownerId }: TimelineParams,
  { page, pageSize: size, cursor }: TimelineQuery,
): Pick<TimelineRequest, 'owner' | 'parameters'> {
  return {
    owner: { ...(datatype === undefined ? {} : { datatype }), ...(ownerId === undefined ? {} : { ownerId }) },
    parameters: { page, size, cursor },
  };
}

import { customerDatatypes } from '@activity-log/activity';
import { activityExample } from '@activity-log/contracts';
import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { DescribePaging, PageResponse, pagingOfA, pageBytesRule } from './describe-paging.js';
import { timelineMetaExample } from './examples.js';
import { OrgRequestHeaders } from './headers.js';
import { idSchema } from './id-schema.js';
import { ProblemResponses } from './problem-responses.js';

const description =
  'Newest first, by (timestamp, position). `page` works to a depth of 10,000 entries; `cursor` works everywhere. ' +
  'A cursor alone continues its query; parameters beside it must agree with it. ' +
  'Customers read their own record only, and of it what is meant for customers.';

const pathParams = {
  customer: {
    name: 'datatype',
    description: 'What the customer is.',
    schema: { type: 'string', enum: [...customerDatatypes] },
  },
  resource: {
    name: 'datatype',
    description: 'What the record is: any datatype but those of customers.',
    schema: {
      type: 'string',
      pattern: `^(?!(${customerDatatypes.join('|')})$)[a-z][a-z0-9_]{0,63}$`,
      examples: ['ticket'],
    },
  },
  ownerId: {
    name: 'ownerId',
    description: 'The id of the record.',
    schema: { ...idSchema, examples: ['contact-abc'] },
  },
} satisfies Record<string, Parameters<typeof ApiParam>[0]>;

/** Decorator: the OpenAPI description of a timeline. `pathParts` are the parameters of its path. */
export function DescribeTimeline({
  summary,
  pathParts,
}: {
  readonly summary: string;
  readonly pathParts: readonly (keyof typeof pathParams)[];
}): MethodDecorator {
  return applyDecorators(
    ApiTags('timelines'),
    ApiBearerAuth(),
    ApiOperation({ summary, description }),
    OrgRequestHeaders(),
    ...pathParts.map((part) => ApiParam(pathParams[part])),
    DescribePaging(pagingOfA),
    PageResponse({
      description: `A page of the timeline; empty for a record that nothing is known of. ${pageBytesRule}`,
      schema: 'ActivityList',
      example: { data: [activityExample], meta: timelineMetaExample },
    }),
    ProblemResponses([
      'invalid_request',
      'invalid_cursor',
      'page_out_of_range',
      'unauthorized',
      'forbidden',
      'record_not_found',
      'uri_too_long',
      'internal_error',
      'unavailable',
    ]),
  );
}

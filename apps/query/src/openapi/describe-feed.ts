import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ActivityIdParameter } from './activity-id-parameter.js';
import { DescribePaging, PageResponse, pagingOfB, pageBytesRule } from './describe-paging.js';
import { feedActivityExample, feedMetaExample } from './examples.js';
import { DescribeFilters } from './filter-parameters.js';
import { correlationHeader, OptionalOrgRequestHeaders } from './headers.js';
import { idSchema } from './id-schema.js';
import { ProblemResponses } from './problem-responses.js';

const description =
  'Newest first, by (timestamp, position). `page` works to a depth of 10,000 entries; `cursor` works everywhere. ' +
  'A cursor alone continues its query, filters and page size included; parameters beside it must agree with it. ' +
  'All filters that are given hold at once. A page may have fewer entries than asked for although there are more (large entries, ' +
  'those that a customer may not see): follow `meta.next_cursor` until it is null. ' +
  'Customers read the feed of their own record only, and of it what is meant for customers.';

/** What a feed of records leaves out, and where that is. */
const ofRecords =
  ' An activity is in the feed of its `record`, the first of its `subjects`, and of the module of that. The timelines `/crm/activity/by-customer/{datatype}/{ownerId}` ' +
  'and `/crm/activity/by-resource/{datatype}/{ownerId}` have what a record is any subject of.';

const pathParams = {
  module: {
    name: 'module',
    description:
      'The module, as `record.module` has it: `contacts`, not `contact`. A datatype that has none is its own module. What is no module, ' +
      'or has no record that anything was recorded about, is 404, with a record and without.',
    schema: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,63}$', examples: ['contacts', 'deals'] },
  },
  id: {
    name: 'id',
    description: 'The id of the record, as `record.id` has it.',
    schema: { ...idSchema, examples: ['rec_789'] },
  },
} as const;

/** Decorator: the OpenAPI description of a feed. `pathParts` are the parameters of its path. */
export function DescribeFeed({
  summary,
  pathParts,
}: {
  readonly summary: string;
  readonly pathParts: readonly (keyof typeof pathParams)[];
}): MethodDecorator {
  return applyDecorators(
    ApiTags('feeds'),
    ApiBearerAuth(),
    ApiOperation({ summary, description: pathParts.length === 0 ? description : description + ofRecords }),
    OptionalOrgRequestHeaders(),
    ...pathParts.map((part) => ApiParam({ ...pathParams[part], schema: { ...pathParams[part].schema } })),
    DescribeFilters('type', 'types', 'user_id', 'from', 'to', 'field'),
    DescribePaging(pagingOfB),
    PageResponse({
      description: `A page of the feed; empty when nothing matches the filters. ${pageBytesRule}`,
      schema: 'ActivityList',
      example: { data: [feedActivityExample], meta: feedMetaExample },
    }),
    ProblemResponses([
      'invalid_request',
      'invalid_date_range',
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

/** Decorator: the OpenAPI description of one activity's permalink. */
export function DescribeActivity(): MethodDecorator {
  const tag = '"FwVxVg1bYzQ0eOwJyqWk8gS4cYhT2m1l"';
  const etag = {
    ETag: { description: 'A strong validator of the body.', schema: { type: 'string' as const }, example: tag },
    'Cache-Control': {
      description: '`private, no-cache`: ask again each time.',
      schema: { type: 'string' as const },
      example: 'private, no-cache',
    },
  };
  return applyDecorators(
    ApiTags('feeds'),
    ApiBearerAuth(),
    ApiOperation({
      summary: 'One activity',
      description:
        'Customers find what is about their own record and meant for customers; everything else is not found.',
    }),
    OptionalOrgRequestHeaders(),
    ApiHeader({
      name: 'if-none-match',
      required: false,
      description: 'The `ETag` of an earlier answer.',
      schema: { type: 'string', examples: [tag] },
    }),
    ActivityIdParameter(),
    ApiResponse({
      status: 200,
      description: 'The activity.',
      headers: { ...correlationHeader, ...etag },
      content: {
        'application/json': { schema: { $ref: '#/components/schemas/Activity' }, example: feedActivityExample },
      },
    }),
    ApiResponse({
      status: 304,
      description: 'The activity is what `If-None-Match` names.',
      headers: { ...correlationHeader, ...etag },
    }),
    ProblemResponses([
      'invalid_request',
      'unauthorized',
      'forbidden',
      'record_not_found',
      'uri_too_long',
      'internal_error',
      'unavailable',
    ]),
  );
}

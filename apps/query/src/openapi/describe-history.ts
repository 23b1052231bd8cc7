import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { historyLimits } from '../history/history-limits.js';
import { DescribePaging, PageResponse, pagingOfA } from './describe-paging.js';
import { historyExample, versionDiffExample } from './history-examples.js';
import { correlationHeader, OrgRequestHeaders } from './headers.js';
import { dateBound } from './filter-parameters.js';
import { idSchema } from './id-schema.js';
import { ProblemResponses } from './problem-responses.js';

const versionNumber = (example: number) => ({
  type: 'integer' as const,
  minimum: 1,
  maximum: historyLimits.maxVersionNumber,
  examples: [example],
});

function HistoryPath(): MethodDecorator {
  return applyDecorators(
    ApiTags('audit reads'),
    ApiBearerAuth(),
    OrgRequestHeaders(),
    ApiParam({
      name: 'collection',
      description: 'The module or the datatype of the record.',
      schema: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,63}$', examples: ['contacts', 'contact'] },
    }),
    ApiParam({
      name: 'id',
      description: 'The id of the record.',
      schema: { ...idSchema, examples: ['contact-abc'] },
    }),
  );
}

/** Decorator: the OpenAPI description of a record's history. */
export function DescribeHistory(): MethodDecorator {
  return applyDecorators(
    HistoryPath(),
    ApiOperation({
      summary: 'The versions of a record',
      description:
        'Folded out of the log: every activity that changed the record as its first subject, from version 1 on. `version` picks one; ' +
        '`as_of` picks the last that had happened by a moment, with the fields of that moment. Neither goes with the other nor with the parameters of a page. ' +
        'Versions are numbered in order of the log; the fields go by when things happened, so an event that arrives late completes the past instead of overwriting the present. ' +
        'Versions reach 10,000 deep. Needs `activity:audit`.',
    }),
    DescribePaging({
      ...pagingOfA,
      cursor:
        '`meta.next_cursor` (later versions) or `meta.prev_cursor` (what was recorded since) of an earlier page of the same record.',
    }),
    ApiQuery({ name: 'version', required: false, description: 'The number of one version.', schema: versionNumber(2) }),
    ApiQuery({
      name: 'as_of',
      required: false,
      description:
        'The moment: ISO 8601 with an offset, the seconds and the colon of the offset optional, or a date alone, which is midnight UTC.',
      schema: dateBound,
    }),
    PageResponse({
      description: 'A page of versions, or the one that was picked; empty for a record that nothing changed.',
      schema: 'RecordVersionList',
      example: historyExample,
    }),
    ProblemResponses([
      'invalid_request',
      'invalid_cursor',
      'invalid_date_range',
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

/** Decorator: the OpenAPI description of the diff of two versions. */
export function DescribeDiff(): MethodDecorator {
  return applyDecorators(
    HistoryPath(),
    ApiOperation({
      summary: 'What turns one version of a record into another',
      description: 'Either may be the older one. Needs `activity:audit`.',
    }),
    ApiQuery({ name: 'from', required: true, description: 'The version to start from.', schema: versionNumber(1) }),
    ApiQuery({ name: 'to', required: true, description: 'The version to end with.', schema: versionNumber(2) }),
    ApiResponse({
      status: 200,
      description: 'The fields that differ, in order of their names.',
      headers: correlationHeader,
      content: {
        'application/json': {
          schema: { $ref: '#/components/schemas/RecordVersionDiff' },
          example: versionDiffExample,
        },
      },
    }),
    ProblemResponses([
      'invalid_request',
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

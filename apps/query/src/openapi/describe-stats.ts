import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DescribeFilters } from './filter-parameters.js';
import { correlationHeader, OptionalOrgRequestHeaders } from './headers.js';
import { ProblemResponses } from './problem-responses.js';

const description =
  'How many activities there are, in groups; exact, and equal to the total of the feed with the same filters. ' +
  'By `day`, an absent `to` is the end of the current hour, an absent `from` is the start of a day in `time_zone`, so that there are 30 days ' +
  'up to the one that `to` is in, and the range is at most 400 days; otherwise an absent bound is open. Counts are kept by hours of UTC, so the days of a zone must begin on whole ' +
  'hours of UTC for the whole range: others are refused (Asia/Kolkata), never rounded. More than 10,000 groups are refused, ' +
  'never cut. Staff only.';

const dimension = '(?:day|type|user|module)';

const groupBy = {
  name: 'group_by',
  required: true,
  description: 'Any of `day`, `type`, `user` and `module`, separated by commas, each once.',
  schema: {
    type: 'string',
    pattern: `^(?!.*day.*day)(?!.*type.*type)(?!.*user.*user)(?!.*module.*module)${dimension}(?:,${dimension}){0,3}$`,
    examples: ['day', 'day,type'],
  },
} as const;

const timeZone = {
  name: 'time_zone',
  required: false,
  description: 'The IANA zone whose days are meant; only with `day`. UTC when absent.',
  schema: { type: 'string', pattern: '^(UTC|[A-Za-z_]+(/[A-Za-z0-9_+-]+){1,2})$', examples: ['Europe/Berlin'] },
} as const;

const example = {
  data: [
    { day: '2026-11-21', type: 'email.sent', count: 42 },
    { day: '2026-11-21', type: 'record.created', count: 7 },
    { day: '2026-11-22', type: 'email.sent', count: 12 },
  ],
  meta: {
    total: 61,
    from: '2026-11-20T23:00:00Z',
    to: '2026-11-22T22:59:59.999999Z',
    time_zone: 'Europe/Berlin',
    position: '1042',
  },
};

/** Decorator: the OpenAPI description of the stats. */
export function DescribeStats(): MethodDecorator {
  return applyDecorators(
    ApiTags('stats'),
    ApiBearerAuth(),
    ApiOperation({ summary: 'Counts by day, type, user and module', description }),
    OptionalOrgRequestHeaders(),
    ApiQuery({ ...groupBy, schema: { ...groupBy.schema, examples: [...groupBy.schema.examples] } }),
    DescribeFilters('type', 'types', 'user_id', 'module', 'from', 'to'),
    ApiQuery({ ...timeZone, schema: { ...timeZone.schema, examples: [...timeZone.schema.examples] } }),
    ApiResponse({
      status: 200,
      description: 'The counts; empty when nothing matches.',
      headers: correlationHeader,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Stats' }, example } },
    }),
    ProblemResponses([
      'invalid_request',
      'invalid_date_range',
      'unauthorized',
      'forbidden',
      'uri_too_long',
      'internal_error',
      'unavailable',
    ]),
  );
}

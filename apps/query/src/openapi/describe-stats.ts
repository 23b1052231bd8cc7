import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { OptionalOrgRequestHeaders } from './describe-feed.js';
import { correlationHeader } from './headers.js';
import { ProblemResponses } from './problem-responses.js';

const description =
  'How many activities there are, in groups; exact, and equal to the total of the feed with the same filters. ' +
  'By `day`, an absent `to` is the end of the current hour and an absent `from` 30 days before `to`, and the range is at most ' +
  '400 days; otherwise an absent bound is open. Counts are kept by hours of UTC, so the days of a zone must begin on whole ' +
  'hours of UTC for the whole range: others are refused (Asia/Kolkata), never rounded. More than 10,000 groups are refused, ' +
  'never cut. Staff only.';

const dateBound = { type: 'string', examples: ['2024-01-01T00:00:00Z', '2024-01-01'] };

const parameters = [
  {
    name: 'group_by',
    required: true,
    description: 'Any of `day`, `type`, `user` and `module`, separated by commas, each once.',
    schema: { type: 'string', examples: ['day', 'day,type'] },
  },
  {
    name: 'type',
    required: false,
    description:
      'An activity type in the spelling of either document; `field.changed` means every type it is the name of.',
    schema: { type: 'string', maxLength: 65, examples: ['record.updated'] },
  },
  {
    name: 'types',
    required: false,
    description: 'Up to 50 activity types, separated by commas: any of them.',
    schema: { type: 'string', examples: ['record.created,record.updated'] },
  },
  {
    name: 'user_id',
    required: false,
    description: 'Who did it.',
    schema: { type: 'string', minLength: 1, maxLength: 256, examples: ['usr_123'] },
  },
  {
    name: 'module',
    required: false,
    description: 'The module of the record.',
    schema: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,63}$', examples: ['contacts', 'deals'] },
  },
  {
    name: 'from',
    required: false,
    description: 'Occurred at or after: ISO 8601 with an offset, or a date alone, which is midnight UTC.',
    schema: dateBound,
  },
  {
    name: 'to',
    required: false,
    description: 'Occurred at or before: as `from`. Not before `from`.',
    schema: dateBound,
  },
  {
    name: 'time_zone',
    required: false,
    description: 'The IANA zone whose days are meant; only with `day`. UTC when absent.',
    schema: { type: 'string', pattern: '^(UTC|[A-Za-z_]+(/[A-Za-z0-9_+-]+){1,2})$', examples: ['Europe/Berlin'] },
  },
] as const;

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
    ...parameters.map((parameter) => ApiQuery({ ...parameter, schema: { ...parameter.schema } as never })),
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

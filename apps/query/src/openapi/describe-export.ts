import { activityExample } from '@activity-log/contracts';
import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DescribeFilters, logFilters } from './filter-parameters.js';
import { correlationHeader, OptionalOrgRequestHeaders } from './headers.js';
import { positionPattern } from './id-schema.js';
import { ProblemResponses } from './problem-responses.js';

const description =
  'All activities, or those that the filters let pass, in the order of the log, sent as they are read. An export covers what was ' +
  'recorded before it began: up to the position in `X-Activity-Up-To`, from which a later export goes on. One that broke off is ' +
  'resumed with `since` and the position of the last whole line; a connection that ends without the end of the body broke off. ' +
  'NDJSON has the activity of the feeds on each line. CSV (RFC 4180, UTF-8) has a header row unless `since` is above 0, so that the parts of an ' +
  'export put together are one file, and an apostrophe before whatever a ' +
  'spreadsheet would take for a formula, on every line of a cell. Every export is itself an activity, `activity_exported`: who, which format and ' +
  'filters, from where. Needs the permission `activity:audit`. ' +
  'An org has two exports of one process at once, unless that is set otherwise: more are 429 `rate_limited`, and 503 `unavailable` says that the ' +
  'process has no place left; both with `Retry-After`. A client that leaves a part unread for a minute is cut off.';

const csvExample =
  'position,id,type,activityType,timestamp,recorded_at,user_id,user_name,user_email,module,record_id,record_name,summary,' +
  'durationSeconds,changes,subjects,metadata\r\n' +
  `1042,${activityExample.id},call.logged,call_logged,2026-11-22T08:00:01.2Z,2026-11-22T08:00:01.204Z,usr_123,Sarah Chen,` +
  'sarah@example.com,contacts,contact-abc,,Discovery call,900,,"[{""datatype"":""contact"",""ownerId"":""contact-abc""}]",\r\n';

/** Decorator: the OpenAPI description of the export. */
export function DescribeExport(): MethodDecorator {
  return applyDecorators(
    ApiTags('export'),
    ApiBearerAuth(),
    ApiOperation({ summary: 'Activities as a file', description }),
    OptionalOrgRequestHeaders(),
    ApiQuery({
      name: 'format',
      required: false,
      description:
        'What the file is. When it is absent, the header `Accept` decides: `application/x-ndjson` or `text/csv`, NDJSON where it ' +
        'prefers neither. An `Accept` that refuses the format is 406.',
      schema: { type: 'string', enum: ['ndjson', 'csv'], examples: ['ndjson'] },
    }),
    ApiQuery({
      name: 'since',
      required: false,
      description: 'The position behind which the export begins.',
      schema: { type: 'string', pattern: positionPattern, default: '0', examples: ['1041'] },
    }),
    DescribeFilters(...logFilters),
    ApiResponse({
      status: 200,
      description: 'The activities; an empty body, or the header row alone, when there are none.',
      headers: {
        ...correlationHeader,
        'X-Activity-Up-To': {
          description: 'The last position that the export covers.',
          schema: { type: 'string', pattern: '^[0-9]+$' },
          example: '1042',
        },
        'Content-Disposition': {
          description: 'A name for the file.',
          schema: { type: 'string' },
          example: 'attachment; filename="activity-acme-1042.csv"',
        },
      },
      content: {
        'application/x-ndjson': {
          schema: { type: 'string' },
          example: `${JSON.stringify({ ...activityExample, type: 'call.logged' })}\n`,
        },
        'text/csv': { schema: { type: 'string' }, example: csvExample },
      },
    }),
    ProblemResponses([
      'invalid_request',
      'invalid_cursor',
      'invalid_date_range',
      'unauthorized',
      'forbidden',
      'not_acceptable',
      'uri_too_long',
      'internal_error',
      'unavailable',
    ]),
  );
}

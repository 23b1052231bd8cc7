import { activityExample } from '@activity-log/contracts';
import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DescribeFilters, logFilters } from './filter-parameters.js';
import { correlationHeader, OptionalOrgRequestHeaders } from './headers.js';
import { positionPattern } from './id-schema.js';
import { ProblemResponses } from './problem-responses.js';

const description =
  'Server-sent events, in the order of the log. The first event is `ready`; its `position` is where the stream is complete from: ' +
  'who opens the stream, then reads pages, misses nothing, and knows by `position` what was in both. Every activity is an event ' +
  '`activity` whose id is its position. `Last-Event-ID` resumes behind an event, without loss, also after a restart of the service. ' +
  'Comments every 15 seconds are signs of life. An event `error` with a problem says why the stream ends: `unauthorized` when the ' +
  'token expires, `client_too_slow` for a client that does not read. ' +
  'Customers may follow it too: they get the types that are meant for customers, about their own record only, and may not filter by `module`. ' +
  'A principal has 20 streams of one process at once, unless that is set otherwise: more are 429 `rate_limited`, and 503 `unavailable` says that the ' +
  'process has no place left; both with `Retry-After`.';

const example = [
  ': ready',
  'retry: 2000',
  'id: 1041',
  'event: ready',
  'data: {"position":"1041"}',
  '',
  'id: 1042',
  'event: activity',
  `data: ${JSON.stringify({ ...activityExample, type: 'call.logged' })}`,
  '',
  '',
].join('\n');

/** Decorator: the OpenAPI description of the stream. */
export function DescribeStream(): MethodDecorator {
  return applyDecorators(
    ApiTags('stream'),
    ApiBearerAuth(),
    ApiOperation({ summary: 'Activities as they are recorded', description }),
    ApiHeader({
      name: 'Last-Event-ID',
      required: false,
      description: 'The id of the last event that was seen. Browsers send it when they reconnect; empty is none.',
      schema: { type: 'string', pattern: '^(0|[1-9][0-9]{0,18})?$', examples: ['1041'] },
    }),
    OptionalOrgRequestHeaders(),
    DescribeFilters(...logFilters),
    ApiQuery({
      name: 'last_event_id',
      required: false,
      description: 'The same for the first connection of a browser; the header goes before it.',
      schema: { type: 'string', pattern: positionPattern, examples: ['1041'] },
    }),
    ApiResponse({
      status: 200,
      description: 'Events until the client or the service ends the stream.',
      headers: { ...correlationHeader },
      content: { 'text/event-stream': { schema: { type: 'string' }, example } },
    }),
    ProblemResponses([
      'invalid_request',
      'invalid_cursor',
      'invalid_date_range',
      'unauthorized',
      'forbidden',
      'uri_too_long',
      'internal_error',
      'unavailable',
    ]),
  );
}

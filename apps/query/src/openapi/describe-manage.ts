import { activityExample } from '@activity-log/contracts';
import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DescribeIdempotency, replayedHeader } from './describe-idempotency.js';
import { manualActivityExample } from './examples.js';
import { correlationHeader, OrgRequestHeaders } from './headers.js';
import { ProblemResponses } from './problem-responses.js';

/** Decorator: the OpenAPI description of `POST /crm/activity/manage`. */
export function DescribeManage(): MethodDecorator {
  return applyDecorators(
    ApiTags('manual activities'),
    ApiBearerAuth(),
    ApiOperation({
      summary: 'Log an activity by hand',
      description:
        'A call, a meeting, a note, or a type of your own. The answer means that it is committed; the next read shows it. ' +
        'What the system logs by itself, and `changes`, are refused of people with 400 and named: automation acts on the former, history and undo are made of the latter. ' +
        'Programs publish such things as events on `crm.domain-events`, or log them here with an API key or the token of a service. ' +
        'The body is read as JSON under application/json and text/plain, which is what `fetch` sends for a text body without a content type; in UTF-8, and not compressed.',
    }),
    OrgRequestHeaders(),
    DescribeIdempotency(),
    ApiBody({
      required: true,
      schema: { $ref: '#/components/schemas/ManualActivity' },
      examples: { call: { summary: 'A logged call', value: manualActivityExample } },
    }),
    ApiResponse({
      status: 201,
      description: 'The activity, as every read shows it.',
      headers: {
        ...correlationHeader,
        ...replayedHeader,
        Location: {
          description: 'The address of the activity.',
          schema: { type: 'string' },
          example: `/v1/activity/${activityExample.id}`,
        },
      },
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Activity' }, example: activityExample } },
    }),
    ProblemResponses([
      'invalid_request',
      'unauthorized',
      'forbidden',
      'idempotency_conflict',
      'payload_too_large',
      'unsupported_media_type',
      'internal_error',
      'unavailable',
    ]),
  );
}

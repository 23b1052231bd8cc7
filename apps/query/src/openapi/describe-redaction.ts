import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ActivityIdParameter } from './activity-id-parameter.js';
import { correlationHeader, OptionalOrgRequestHeaders } from './headers.js';
import { ProblemResponses } from './problem-responses.js';

/** Decorator: the OpenAPI description of `DELETE /v1/activity/{id}`. */
export function DescribeRedaction(): MethodDecorator {
  return applyDecorators(
    ApiTags('erasure'),
    ApiBearerAuth(),
    ApiOperation({
      summary: 'Erase an activity',
      description:
        'Its content is destroyed, and it is in no feed, timeline, count, history or stream any more; a comment goes with it. Its place in the log stays, so that the proofs of all others still verify. ' +
        'The activity `activity_redacted` says who did it, at the same record, for staff alone. What subscribers have received already is theirs to forget. ' +
        'An activity that is on its way to them is 503 `unavailable` for a moment. Erasing it again does nothing and is answered alike. Not for customers.',
    }),
    OptionalOrgRequestHeaders(),
    ActivityIdParameter(),
    ApiResponse({ status: 204, description: 'It is erased.', headers: correlationHeader }),
    ProblemResponses([
      'invalid_request',
      'unauthorized',
      'forbidden',
      'record_not_found',
      'legal_hold',
      'uri_too_long',
      'internal_error',
      'unavailable',
    ]),
  );
}

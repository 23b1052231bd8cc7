import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ActivityIdParameter } from './activity-id-parameter.js';
import { correlationHeader, OptionalOrgRequestHeaders } from './headers.js';
import { undoExample } from './history-examples.js';
import { ProblemResponses } from './problem-responses.js';

/** Decorator: the OpenAPI description of `GET /v1/activity/{id}/undo`. */
export function DescribeUndo(): MethodDecorator {
  return applyDecorators(
    ApiTags('undo'),
    ApiBearerAuth(),
    ApiOperation({
      summary: 'How an activity can be taken back',
      description:
        'The patch for its record, and whether each field still is what the activity made of it, else what it is now and since which activity. ' +
        'Nothing is changed: the caller PATCHes the record, and publishes that change with the id of this activity as its `causationid`, by which it is known as undone. ' +
        'Not for customers.',
    }),
    OptionalOrgRequestHeaders(),
    ActivityIdParameter(),
    ApiResponse({
      status: 200,
      description: 'The plan.',
      headers: correlationHeader,
      content: {
        'application/json': { schema: { $ref: '#/components/schemas/UndoPlan' }, example: undoExample },
      },
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

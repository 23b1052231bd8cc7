import { activityExample } from '@activity-log/contracts';
import { ApiParam } from '@nestjs/swagger';

/** Decorator: the id of an activity in a path. Any text may be asked for: one that is no activity id is of no activity. */
export function ActivityIdParameter(): MethodDecorator {
  return ApiParam({
    name: 'id',
    description: 'The id of the activity.',
    schema: { type: 'string', maxLength: 256, examples: [activityExample.id] },
  });
}

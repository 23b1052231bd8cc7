import { eventLimits } from '@activity-log/contracts';

/** The id of a record in a path or a body: it stands in keys and addresses, so it has no control characters. */
export const idSchema = {
  type: 'string' as const,
  minLength: 1,
  maxLength: eventLimits.maxOwnerIdLength,
  pattern: String.raw`^[^\u0000-\u001f\u007f-\u009f]+$`,
};

import { eventLimits, textSchema } from '@activity-log/contracts';

/** The id of a record in a path or a body: it stands in keys and addresses, so it has no control characters. */
export const idSchema = textSchema({ kind: 'id', maxLength: eventLimits.maxOwnerIdLength });

/** A position of the log, or 0 for its beginning. */
export const positionPattern = '^(0|[1-9][0-9]{0,18})$';

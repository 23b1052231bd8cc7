/** Why and whence a record was dead-lettered: the project's own names and those of Kafka Connect's ErrorHeaderContext. */
export const deadLetterHeaders = [
  'x-activity-error-code',
  'x-activity-error-stage',
  'x-activity-error-path',
  'x-activity-error-message',
  'x-activity-error-at',
  'x-activity-error-last-offset',
  'x-activity-error-value-omitted',
  'x-activity-error-headers-omitted',
  '__connect.errors.topic',
  '__connect.errors.partition',
  '__connect.errors.offset',
  '__connect.errors.connector.name',
  '__connect.errors.task.id',
  '__connect.errors.stage',
  '__connect.errors.class.name',
  '__connect.errors.exception.class.name',
  '__connect.errors.exception.message',
] as const;

/** The name of a header that a dead letter has beyond those of its original. */
export type DeadLetterHeader = (typeof deadLetterHeaders)[number];

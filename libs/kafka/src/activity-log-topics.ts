/** A topic as it is created. */
export interface TopicSpec {
  readonly topic: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly configs: Readonly<Record<string, string>>;
}

/** Names of the topics of the log. */
export interface ActivityLogTopicNames {
  readonly domainEvents: string;
  readonly deadLetters: string;
  readonly activities: string;
}

/** What the topics are called unless a setting says otherwise. */
export const activityLogTopicNames: ActivityLogTopicNames = {
  domainEvents: 'crm.domain-events',
  deadLetters: 'crm.domain-events.dlt',
  activities: 'crm.activities',
};

const mebibyte = 1024 * 1024;
const dayMs = 24 * 60 * 60 * 1000;

/** Long.MAX_VALUE: brokers refuse timestamps an hour ahead otherwise, and a clock that is wrong must not lose an event. */
const anyTimestamp = { 'message.timestamp.after.max.ms': '9223372036854775807' };

/**
 * The topics of the log. Partitions of events and activities number 12, so that the same key has the same partition
 * number in both; a number cannot be raised later without losing the order per key. Dead letters are kept for ever:
 * they are somebody's work. With three replicas or more, two must have a record before it is acknowledged.
 */
export function activityLogTopics({
  replicationFactor,
  names = activityLogTopicNames,
}: {
  readonly replicationFactor: number;
  readonly names?: ActivityLogTopicNames;
}): readonly TopicSpec[] {
  const common = {
    'cleanup.policy': 'delete',
    'min.insync.replicas': replicationFactor >= 3 ? '2' : '1',
    ...anyTimestamp,
  };
  return [
    {
      topic: names.domainEvents,
      partitions: 12,
      replicationFactor,
      configs: { ...common, 'max.message.bytes': String(2 * mebibyte), 'retention.ms': String(14 * dayMs) },
    },
    {
      topic: names.activities,
      partitions: 12,
      replicationFactor,
      configs: { ...common, 'max.message.bytes': String(2 * mebibyte), 'retention.ms': String(14 * dayMs) },
    },
    {
      topic: names.deadLetters,
      partitions: 3,
      replicationFactor,
      configs: { ...common, 'max.message.bytes': String(4 * mebibyte), 'retention.ms': '-1' },
    },
  ];
}

import { randomUUID } from 'node:crypto';
import type { ActivityId } from '@activity-log/activity';
import { createRecordProducer, type Log, type RecordProducer } from '@activity-log/kafka';
import type { ActivityEvent } from './activity-event.js';
import { EventError } from './event-error.js';
import { eventToRecord } from './event-to-record.js';

/** The topic that CRM services publish to. */
export const domainEventsTopic = 'crm.domain-events';

/** How the publisher reaches Kafka: over its own producer, or over one that someone else starts and stops. */
export type PublisherKafka =
  | { readonly brokers: readonly string[]; readonly clientId?: string; readonly log?: Log }
  | { readonly producer: RecordProducer };

/** Where and in whose name events are published. */
export interface ActivityPublisherOptions {
  readonly kafka: PublisherKafka;
  /** The CloudEvents `source` of the events, a URI reference such as `/crm/tickets`. */
  readonly source: string;
  readonly topic?: string;
}

/** An event that every in-sync replica has. */
export interface PublishedEvent {
  readonly eventId: string;
  /** The id of the activity that the log makes of it; the `causationId` of what follows from it. */
  readonly activityId: ActivityId;
}

/** Publishes CRM events to the activity log. */
export interface ActivityPublisher {
  start(): Promise<void>;
  stop(): Promise<void>;
  /**
   * Publishes one event. Rejects with an `EventError` before anything is sent when the log would refuse the event, and with
   * the producer's error when the brokers do not take it: the same event, with its `id` and `time`, may then be published again.
   */
  publishActivity(event: ActivityEvent): Promise<PublishedEvent>;
  /**
   * Publishes events in their order; per record (first subject) the log keeps it. All are checked before the first is sent:
   * the path of an `EventError` begins with the index of its event.
   */
  publishActivities(events: readonly ActivityEvent[]): Promise<readonly PublishedEvent[]>;
}

/** A publisher over an idempotent producer. Call `start` before publishing, and `stop` to leave. */
export function createActivityPublisher({
  kafka,
  source,
  topic = domainEventsTopic,
}: ActivityPublisherOptions): ActivityPublisher {
  const producer = 'producer' in kafka ? lent(kafka.producer) : ownProducer(kafka);
  const toRecord = (event: ActivityEvent) =>
    eventToRecord(event, { source, fallbackId: randomUUID(), fallbackTime: new Date() });
  return {
    start: () => producer.start(),
    stop: () => producer.stop(),
    publishActivity: async (event) => {
      const { record, ...published } = toRecord(event);
      await producer.send(topic, [record]);
      return published;
    },
    publishActivities: async (events) => {
      const records = events.map((event, index) => atIndex(index, () => toRecord(event)));
      if (records.length > 0) {
        await producer.send(
          topic,
          records.map(({ record }) => record),
        );
      }
      return records.map(({ eventId, activityId }) => ({ eventId, activityId }));
    },
  };
}

function ownProducer({
  brokers,
  clientId = 'activity-publisher',
  log = silent,
}: Exclude<PublisherKafka, { producer: RecordProducer }>): RecordProducer {
  return createRecordProducer({ brokers, clientId, log });
}

function lent(producer: RecordProducer): RecordProducer {
  const nothing = () => Promise.resolve();
  return { start: nothing, stop: nothing, send: (topic, records) => producer.send(topic, records) };
}

const silence = () => undefined;
const silent: Log = { debug: silence, info: silence, warn: silence, error: silence };

/** Runs `make`, and puts the event's index before the path of the error that it throws. */
function atIndex<T>(index: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof EventError)) throw error;
    throw new EventError(error.code, {
      path: error.path === undefined ? String(index) : `${index}.${error.path}`,
      message: error.message,
    });
  }
}

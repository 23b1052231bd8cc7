import { createBatchConsumer, createRecordProducer, createTopicAdmin } from '@activity-log/kafka';
import type { ObservedBatchConsumer, RecordProducer, TopicAdmin } from '@activity-log/kafka';
import { CLOCK, LOGGER, Metrics, Readiness, type Clock, type Logger } from '@activity-log/platform';
import { ActivityLog, createStoreDataSource } from '@activity-log/store';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import type { IngestConfig } from './config.js';
import { BatchesInHand } from './consume/batches-in-hand.js';
import { DomainEventIngest } from './consume/domain-event-ingest.js';
import { domainEventsPattern, DomainEventsController } from './consume/domain-events.controller.js';
import { IngestMetrics } from './consume/ingest-metrics.js';
import { KafkaBatchServer } from './consume/kafka-batch-server.js';
import { DeadLetterWriter } from './dead-letters/dead-letter-writer.js';
import { addIngestChecks } from './health/add-ingest-checks.js';
import { addLagGauge } from './health/add-lag-gauge.js';
import { IngestConnections, type StoreDataSource } from './ingest-connections.js';

/** What the module is made for. */
export interface IngestModuleOptions {
  readonly config: IngestConfig;
  /** Nothing more will be consumed: the process should end. */
  readonly onCrash: (error: Error) => void;
}

const STORE = Symbol('store');
const CONSUMER = Symbol('consumer');
const PRODUCER = Symbol('producer');
const ADMIN = Symbol('admin');

/** How the parts of ingest fit together. */
@Module({})
export class IngestModule {
  static for(options: IngestModuleOptions): DynamicModule {
    return {
      module: IngestModule,
      controllers: [DomainEventsController],
      providers: [...connections(options), ...ingest(options.config), ...observation(options.config)],
    };
  }
}

/** Less than a program has for its whole shutdown, so that the connections can still be closed; a batch takes a tenth of a second. */
const consumerStopTimeoutMs = 4_000;

function connections({ config, onCrash }: IngestModuleOptions): Provider[] {
  const { brokers } = config;
  const clientId = 'activity-log-ingest';
  return [
    {
      provide: STORE,
      useFactory: (): StoreDataSource =>
        createStoreDataSource({
          url: config.databaseUrl,
          role: 'activity_appender',
          poolSize: config.poolSize,
          applicationName: clientId,
        }),
    },
    {
      provide: CONSUMER,
      inject: [LOGGER],
      useFactory: (log: Logger): ObservedBatchConsumer =>
        createBatchConsumer({
          brokers,
          clientId,
          groupId: config.groupId,
          topic: config.domainEventsTopic,
          log,
          maxBatchRecords: config.batchRecords,
          partitionsConsumedConcurrently: config.concurrency,
          stopTimeoutMs: consumerStopTimeoutMs,
          onCrash,
        }),
    },
    {
      provide: PRODUCER,
      inject: [LOGGER],
      useFactory: (log: Logger): RecordProducer => createRecordProducer({ brokers, clientId, log }),
    },
    {
      provide: ADMIN,
      inject: [LOGGER],
      useFactory: (log: Logger): TopicAdmin => createTopicAdmin({ brokers, clientId, log }),
    },
    {
      provide: IngestConnections,
      inject: [STORE, PRODUCER, ADMIN, LOGGER],
      useFactory: (store: StoreDataSource, producer: RecordProducer, admin: TopicAdmin, log: Logger) =>
        new IngestConnections({ store, producer, admin, log }),
    },
  ];
}

function ingest(config: IngestConfig): Provider[] {
  return [
    { provide: BatchesInHand, inject: [CLOCK], useFactory: (clock: Clock) => new BatchesInHand(clock) },
    { provide: IngestMetrics, inject: [Metrics], useFactory: (metrics: Metrics) => new IngestMetrics(metrics) },
    {
      provide: DeadLetterWriter,
      inject: [PRODUCER, CLOCK],
      useFactory: (producer: RecordProducer, clock: Clock) =>
        new DeadLetterWriter({ producer, clock, topic: config.deadLetterTopic }),
    },
    {
      provide: DomainEventIngest,
      inject: [STORE, DeadLetterWriter, IngestMetrics, CLOCK, LOGGER],
      useFactory: (
        store: StoreDataSource,
        deadLetters: DeadLetterWriter,
        metrics: IngestMetrics,
        clock: Clock,
        log: Logger,
      ) => new DomainEventIngest({ activityLog: new ActivityLog(store), deadLetters, metrics, clock, log }),
    },
    {
      provide: KafkaBatchServer,
      inject: [CONSUMER],
      useFactory: (consumer: ObservedBatchConsumer) => new KafkaBatchServer({ consumer, pattern: domainEventsPattern }),
    },
  ];
}

/** Nest's token for the registration of checks and gauges, which is done once, when the module is made. */
const OBSERVED = Symbol('observed');

function observation({ deadLetterTopic, groupId }: IngestConfig): Provider[] {
  return [
    {
      provide: OBSERVED,
      inject: [Readiness, Metrics, STORE, CONSUMER, ADMIN, BatchesInHand],
      useFactory: (
        readiness: Readiness,
        metrics: Metrics,
        database: StoreDataSource,
        consumer: ObservedBatchConsumer,
        admin: TopicAdmin,
        inHand: BatchesInHand,
      ): true => {
        addIngestChecks(readiness, { database, consumer, inHand, admin, groupId, deadLetterTopic });
        addLagGauge(metrics, consumer);
        return true;
      },
    },
  ];
}

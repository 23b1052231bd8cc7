export {
  activityLogTopicNames,
  activityLogTopics,
  type ActivityLogTopicNames,
  type TopicSpec,
} from './activity-log-topics.js';
export { createBatchConsumer, type BatchConsumerOptions, type ObservedBatchConsumer } from './batch-consumer.js';
export { BrokerUnavailable } from './broker-unavailable.js';
export { CompressedBatchRefused } from './codecs/compressed-batch-refused.js';
export { registerCodecs } from './codecs/register-codecs.js';
export type { ConsumerProgress, PartitionProgress } from './consumer-progress.js';
export { ConsumerStalled } from './consumer-stalled.js';
export type { Log, LogEvent } from './log.js';
export type {
  BatchConsumer,
  BatchHandler,
  BatchOutcome,
  ConsumedRecord,
  OutgoingRecord,
  RecordBatch,
  RecordHeaders,
  RecordProducer,
  SendBound,
  UnreadableBatch,
} from './port.js';
export { ProduceRefused } from './produce-refused.js';
export type { ReadTopicOptions, TopicRecord } from './read-topic.js';
export { createRecordProducer, type Compression, type RecordProducerOptions } from './record-producer.js';
export { RecordTooLarge } from './record-too-large.js';
export type { SocketFactory } from './revocable-sockets.js';
export { createTopicAdmin, type PartitionLag, type TopicAdmin, type TopicAdminOptions } from './topic-admin.js';
export { TopicMissing } from './topic-missing.js';

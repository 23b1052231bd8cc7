export {
  customType,
  type ActivityEvent,
  type CatalogueEvent,
  type CustomEvent,
  type CustomType,
} from './activity-event.js';
export { ActivityEventData } from './activity-event-data.js';
export {
  createActivityPublisher,
  domainEventsTopic,
  type ActivityPublisher,
  type ActivityPublisherOptions,
  type PublishedEvent,
  type PublisherKafka,
} from './activity-publisher.js';
export { activitySource, activityToRecord } from './activity-to-record.js';
export { ActorInput } from './actor-input.js';
export { deadLetterHeaders, type DeadLetterHeader } from './dead-letter-headers.js';
export { deadLetterRecord, type DeadLetterInput, type DeadLetterReason } from './dead-letter-record.js';
export { AsGiven } from './as-given.js';
export { asyncApiDocument, type AsyncApiDocument } from './async-api/async-api-document.js';
export { decodeDomainEvent, type Decoded } from './decode-domain-event.js';
export { decodeJson, type JsonLimits } from './decode-json.js';
export {
  EventError,
  eventErrorCatalogue,
  type EventErrorCode,
  type EventErrorFacts,
  type EventErrorStage,
} from './event-error.js';
export { eventExamples } from './event-examples.js';
export { eventToRecord, type EventOrigin, type EventRecord } from './event-to-record.js';
export { FieldChangeInput } from './field-change-input.js';
export { IsBoundedText, isBoundedText, type TextRule } from './is-bounded-text.js';
export { eventLimits } from './limits.js';
export { parseTraceparent } from './parse-traceparent.js';
export { parseActivityRecord, type ActivityBody, type PublishedActivity } from './parse-activity-record.js';
export { readDeadLetter, type DeadLetter } from './read-dead-letter.js';
export { recordKey } from './record-key.js';
export { redriveRecord } from './redrive-record.js';
export { renderEventsDoc } from './render-events-doc.js';
export {
  activityExample,
  activityIdSchema,
  activitySchema,
  actorSchema,
  fieldChangeSchema,
  instantSchema,
  positionSchema,
  recordSchema,
} from './schemas/activity-schema.js';
export { datatypeSchema, inputSchemas, textSchema, type InputName } from './schemas/input-schemas.js';
export { datatypePattern, SubjectInput } from './subject-input.js';
export {
  parseTokenClaims,
  type ClaimBreach,
  type CustomerRecord,
  type ParsedTokenClaims,
  type TokenClaims,
} from './token/parse-token-claims.js';
export { isPermission, permissions, permissionsByKind, type Permission } from './token/permission.js';

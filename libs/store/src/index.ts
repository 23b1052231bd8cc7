export { ActivityLog, type RefusedOutcome } from './append/activity-log.js';
export type { HeldApiKey, ListedApiKey, NewApiKey, Revocation } from './api-key/api-key.js';
export { ApiKeyFinder } from './api-key/api-key-finder.js';
export { ApiKeyKeeper } from './api-key/api-key-keeper.js';
export { apiKeyDigest, apiKeyEntropyBytes, apiKeySecret, isApiKey } from './api-key/api-key-secret.js';
export { appendActivities } from './append/append-activities.js';
export { planChangedType } from './append/apply-plan-changes.js';
export type { AppendOutcome } from './append/plan-append.js';
export type { LogTransaction } from './append/log-transaction.js';
export { addComment } from './comment/add-comment.js';
export type { Comment, CommentContent, CommentedRecord, NewComment } from './comment/comment.js';
export { commentIdOfUuid, parseCommentId, type CommentId } from './comment/comment-id.js';
export { CommentPlaceLost } from './comment/comment-place-lost.js';
export {
  CommentReader,
  type CommentPage,
  type CommentPageStart,
  type CommentsRequest,
} from './comment/comment-reader.js';
export { commentSource } from './comment/comment-source.js';
export { deleteComment } from './comment/delete-comment.js';
export { findComment, type FoundComment } from './comment/find-comment.js';
export type { ExistingLogins, LoginPasswords } from './create-roles.js';
export { createStoreDataSource, type StoreConnection, type StoreRole } from './data-source.js';
export type { Answer, IdempotencyScope, KeyedRequest } from './idempotency/keyed-request.js';
export { KeyedRequests, type KeyedOutcome } from './idempotency/keyed-requests.js';
export { changePlan, type PlanRequest } from './erasure/change-plan.js';
export {
  DataSubjectErasure,
  type DataSubjectProgress,
  type DataSubjectRequest,
} from './erasure/data-subject-erasure.js';
export { ErasureTooEarly, HeldByLaw } from './erasure/erasure-errors.js';
export type { Erasure } from './erasure/erase-activities.js';
export type { Expiry, ExpiryBatch } from './erasure/erase-expired.js';
export { OrgCustodian, type OrgState, type PlacedHold } from './erasure/org-custodian.js';
export type { HoldScope } from './erasure/placed-holds.js';
export { findRedactable, redactActivity, type RedactableActivity } from './erasure/redact-activity.js';
export { Retention } from './erasure/retention.js';
export { FeedPages } from './feed/feed-pages.js';
export { FeedReader, type FeedPage } from './feed/feed-reader.js';
export type { FeedFilter, FeedRequest, FeedScope } from './feed/feed-request.js';
export type { ActivityReader } from './feed/select-activity.js';
export type { FeedPlace } from './feed/select-older-feed.js';
export { HistoryReader } from './history/history-reader.js';
export type { ChangeOfRecord, UndoFacts, VersionsRequest, VersionsSlice } from './history/history-request.js';
export { loginUrl, type LoginUrlParts } from './login-url.js';
export { migrate, type MigrateOptions } from './migrate.js';
export { ReadModelRebuild } from './rebuild/read-model-rebuild.js';
export type { RebuildRequest, RebuiltOrg } from './rebuild/rebuild-org.js';
export type { Mended } from './rebuild/replace-read-model.js';
export { AppendedListener, type AppendedListenerOptions } from './relay/appended-listener.js';
export { Outbox, type PublishActivities, type RelayBounds, type RelayTurn } from './relay/outbox.js';
export type { RelayLag } from './relay/select-relay-lag.js';
export type { UnrelayedBounds } from './relay/select-unrelayed.js';
export type { CountedGroup, GroupDimension, GroupedCount, GroupedFeed } from './rollup/count-groups.js';
export { FeedCounter, type FeedTotal } from './rollup/feed-counter.js';
export { Projection, type ProjectionBounds } from './rollup/projection.js';
export type { ZonedSpan, ZoneFit } from './rollup/select-zone-fit.js';
export { StatsReader } from './rollup/stats-reader.js';
export { sqlFaultOf, type SqlFault } from './sqlstate.js';
export { ContentRefused, LogGap, LoginPasswordUnknown, StoreUnavailable } from './store-errors.js';
export { LogReader } from './stream/log-reader.js';
export type { LogEntry, LogRequest, LogSlice, LogSliceBounds } from './stream/log-request.js';
export { matchesLogRequest } from './stream/matches-log-request.js';
export type { LogRange } from './stream/select-following.js';
export type { Audience, TimelineEntry, TimelineRequest } from './timeline/timeline-request.js';
export { maxPageBytes } from './timeline/bytes-bound.js';
export { TimelineReader, type PageStart, type TimelinePage } from './timeline/timeline-reader.js';
export type { TimelineOwner } from './timeline-key.js';

export { assertNever } from './assert-never.js';
export type {
  Activity,
  Actor,
  DomainEvent,
  FieldChange,
  OutgoingActivity,
  RecordedActivity,
  Subject,
  Visibility,
} from './activity.js';
export { activityIdOf, type EventIdentity } from './activity-id.js';
export { activityJson, viewedContent, type TypeSpelling, type Viewer } from './activity-json.js';
export { activityLeaf, type Recording } from './activity-leaf.js';
export { activityTypesNamed } from './activity-types-named.js';
export {
  parseActivityId,
  parseOrgId,
  toPosition,
  type ActivityId,
  type Brand,
  type Micros,
  type OrgId,
  type Position,
} from './brand.js';
export { decodeCursor, encodeCursor, type Cursor, type CursorWalk } from './cursor.js';
export type { CustomerViewer } from './customer-view.js';
export {
  customerDatatypes,
  datatypeOf,
  isCustomerDatatype,
  moduleNames,
  moduleOf,
  type CustomerDatatype,
} from './datatype.js';
export { diffStates } from './diff-states.js';
export { instantOf, instantOfDate, parseInstant, type Instant } from './instant.js';
export { isLogSource, logSource } from './log-source.js';
export { canonicalJson, type JsonObject, type JsonValue } from './json-value.js';
export {
  appendLeaf,
  decodeFrontier,
  emptyFrontier,
  encodeFrontier,
  leafHash,
  nodeHash,
  rootOf,
  type Frontier,
  type Hash,
} from './merkle-tree.js';
export { firstPlan, isPlan, plans, retentionDays, type Plan } from './plan.js';
export { toActivity } from './to-activity.js';
export {
  activityTypePattern,
  catalogueBreaches,
  catalogueEntry,
  isLogType,
  logTypes,
  parseActivityType,
  typeCatalogue,
  type CatalogueBreach,
  type CatalogueEntry,
  type CatalogueRow,
  type CatalogueType,
  type FirstSubject,
  type LoggedBy,
  type RequiredPart,
} from './type-catalogue.js';
export { planUndo, type FieldUndo, type UndoPlan } from './undo-plan.js';
export {
  VersionFold,
  type FieldConflict,
  type FieldState,
  type RecordState,
  type RecordVersion,
} from './version-fold.js';
export { versionOperation, type VersionOperation } from './version-operation.js';
export {
  versionedActivity,
  type LoggedActivity,
  type NamedRecord,
  type VersionedActivity,
} from './versioned-activity.js';
